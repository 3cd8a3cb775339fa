import { createInterface } from 'node:readline/promises';
import { ReckonError } from '../base/errors';
import type { Consent, TestPlan } from '../verification/ownTests';
import type { Session } from './session';

/**
 * Asks on the terminal whether a project's tests may run, saying what would run and what separates it from
 * the rest; `--yes` answers for scripts.
 * @throws ReckonError `consent-required` when nobody can be asked, or the answer is no.
 */
export async function consentTo(session: Session, plan: TestPlan, isGiven: boolean): Promise<Consent> {
  const consent = { project: plan.project, command: plan.command };
  if (isGiven) {
    return consent;
  }
  requireTerminal(session, `Running your own tests needs your consent: ${plan.command} in ${plan.project}.`);
  const { description } = await session.reckon.ownTestsIsolation();
  session.terminal.line(`To check the candidate, Reckon would run\n    ${plan.command}\nin a copy of ${plan.project} (${plan.source}).\nIt runs ${description}.`);
  await ask(session, { question: 'Run it?', refusal: 'Your own tests were not run.', hint: 'Answer y to run them.' });
  return consent;
}

/** @throws ReckonError `consent-required` when nobody can be asked, or the answer is no. */
export async function confirm(session: Session, words: Pick<Question, 'question' | 'refusal'>): Promise<void> {
  requireTerminal(session, words.refusal);
  await ask(session, { ...words, hint: 'Answer y to do it.' });
}

interface Question {
  readonly question: string;
  /** What an answer that is no comes to. */
  readonly refusal: string;
  readonly hint: string;
}

function requireTerminal({ stdin }: Session, message: string): void {
  if (stdin.isTTY !== true || process.stderr.isTTY !== true) {
    throw new ReckonError('consent-required', message, { hint: 'Run it on a terminal, or give --yes.' });
  }
}

async function ask({ stdin, signal }: Session, { question, refusal, hint }: Question): Promise<void> {
  const prompt = createInterface({ input: stdin, output: process.stderr });
  try {
    const answer = await prompt.question(`${question} [y/N] `, { signal });
    if (/^y(?:es)?$/i.test(answer.trim())) {
      return;
    }
  } finally {
    prompt.close();
  }
  throw new ReckonError('consent-required', refusal, { hint });
}
