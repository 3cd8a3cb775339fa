import { readingOf } from '../../literals';
import type { RunRequest } from '../../sandbox/messages';
import type { Language } from '../../types';
import type { Observed, RunReport } from '../sandboxProcess';
import { callSource, isAmbiguous, readAnswer, readPending } from './call';
import { PENDING, stubSource, type Answer, type Arguments } from './stub';

/** Runs expressions of one program in one process. */
export type Execute = (request: RunRequest) => Promise<RunReport>;

/** Calls that one condition may make. Each further call asks both processes again from the beginning. */
const MAX_CALLS = 64;

export interface ApartRequest {
  readonly language: Language;
  readonly functionName: string;
  readonly request: RunRequest;
  readonly expression: string;
  /** Runs the candidate. */
  readonly candidate: Execute;
  /** Runs the task's own words, in a process in which no candidate ever runs. */
  readonly judge: Execute;
}

/**
 * Evaluates an expression that does more than call the function, such as `abs(f(2) - 4) < 1e-6`, where no candidate
 * can reach: in a process of its own, with a stub in the function's place that is told what the candidate answers.
 * Each call that the stub has no answer for ends the evaluation, is put to the candidate in its process, and the
 * evaluation begins again with one answer more.
 * @returns null where that is impossible: what the candidate returns is no plain data, or there are too many calls.
 */
export async function judgeApart(asked: ApartRequest): Promise<Observed | null> {
  const calls: Arguments[] = [];
  const answers: Answer[] = [];
  while (calls.length <= MAX_CALLS) {
    const evaluated = await evaluate(asked, answers);
    if (evaluated === null) {
      return null;
    }
    if (evaluated.pending === null) {
      return isSettled(evaluated.outcome, answers) ? evaluated.outcome : null;
    }
    calls.push(evaluated.pending);
    const observed = await call(asked, calls);
    if (observed === null || observed.type !== 'value' && observed.type !== 'raised') {
      return observed;
    }
    const answer = readAnswer(observed, evaluated.pending);
    if (answer === null) {
      return null;
    }
    answers.push(answer);
  }
  return null;
}

/** What a name that only the candidate defines comes to. */
const UNKNOWN_NAME: ReadonlySet<string> = new Set(['NameError', 'ReferenceError']);

/** Where a type may have been lost on the way, only a plain yes is believed. */
function isSettled(outcome: Observed, answers: readonly Answer[]): boolean {
  if (outcome.type === 'raised' && UNKNOWN_NAME.has(outcome.exception)) {
    return false;
  }
  const isYes = outcome.type === 'value' && outcome.value[0] === 'bool' && outcome.value[1] === true;
  return isYes || !answers.some(isAmbiguous);
}

/** What the expression comes to with these answers; null where they cannot be written, or the task's own words fail. */
async function evaluate({ language, functionName, request, expression, judge }: ApartRequest, answers: readonly Answer[]): Promise<{ outcome: Observed; pending: Arguments | null } | null> {
  const stub = readingOf(() => stubSource(language, functionName, answers));
  if (!stub.ok) {
    return null;
  }
  const report = await judge({
    functionName: null,
    given: `${stub.value}${request.given}`,
    givenNames: [...request.givenNames, functionName, PENDING],
    code: '',
    expressions: [expression, `${PENDING}()`],
  });
  const [outcome, pending] = report.outcomes;
  return report.failure !== null || outcome === undefined || outcome.type === 'self-judged' ? null : { outcome, pending: readPending(pending) };
}

/** The last of the calls, after those before it: what a function remembers between calls is kept. */
async function call({ language, functionName, request, candidate }: ApartRequest, calls: readonly Arguments[]): Promise<Observed | null> {
  const sources = readingOf(() => calls.map((each) => callSource(language, functionName, each)));
  if (!sources.ok) {
    return null;
  }
  const report = await candidate({ ...request, expressions: sources.value });
  return report.failure ?? report.outcomes[calls.length - 1] ?? report.outcomes.at(-1) ?? null;
}
