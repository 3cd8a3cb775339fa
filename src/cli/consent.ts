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
  if (session.stdin.isTTY !== true || process.stderr.isTTY !== true) {
    throw new ReckonError('consent-required', `Running your own tests needs your consent: ${plan.command} in ${plan.project}.`, {
      hint: 'Run it on a terminal, or give --yes.',
    });
  }
  const { description } = await session.reckon.ownTestsIsolation();
  session.terminal.line(`To check the candidate, Reckon would run\n    ${plan.command}\nin a copy of ${plan.project} (${plan.source}).\nIt runs ${description}.`);
  const prompt = createInterface({ input: session.stdin, output: process.stderr });
  try {
    const answer = await prompt.question('Run it? [y/N] ', { signal: session.signal });
    if (/^y(?:es)?$/i.test(answer.trim())) {
      return consent;
    }
  } finally {
    prompt.close();
  }
  throw new ReckonError('consent-required', 'Your own tests were not run.', { hint: 'Answer y to run them.' });
}
