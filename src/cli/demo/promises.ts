import type { JudgedCandidate, ReasoningResult } from '../../reasoning/events';

/** What the demo promises to show, each by at least one of its problems. */
export const DEMO_PROMISES = ['fast', 'escalated', 'unsolved'] as const;
export type DemoPromise = (typeof DEMO_PROMISES)[number];

const WORDS: Readonly<Record<DemoPromise, string>> = {
  fast: 'the fast answer settles a problem',
  escalated: 'the fast answer fails and several further samples pass',
  unsolved: 'a problem stays unsolved, and is reported so',
};

/** "Several" samples. */
const SEVERAL = 2;

const IS_KEPT_BY: Readonly<Record<DemoPromise, (result: ReasoningResult) => boolean>> = {
  fast: ({ status, candidates }) => status === 'verified' && candidates.length === 1,
  escalated: ({ status, candidates: [fast, ...samples] }) =>
    status === 'verified' && fast !== undefined && fails(fast) && samples.filter(passes).length >= SEVERAL,
  // A run that was cut short, or that nobody could judge, has not shown that a problem is too hard.
  unsolved: ({ status, candidates, failure, stopReason }) =>
    status === 'unverified' && failure === null && stopReason !== 'cancelled' && candidates.every(fails),
};

function passes({ verdict }: JudgedCandidate): boolean {
  return verdict?.status === 'passed';
}

function fails(judged: JudgedCandidate): boolean {
  return judged.verdict !== null && judged.verdict.status !== 'inconclusive' && !passes(judged);
}

export function isKept(promise: DemoPromise, results: readonly ReasoningResult[]): boolean {
  return results.some(IS_KEPT_BY[promise]);
}

/** Each promise with the problems that kept it, or that none did. */
export function describePromises(results: readonly ReasoningResult[]): { readonly kept: boolean; readonly text: string }[] {
  return DEMO_PROMISES.map((promise) => {
    const names = results.filter(IS_KEPT_BY[promise]).map(({ task }) => task.functionName ?? 'task');
    return names.length > 0
      ? { kept: true, text: `${WORDS[promise]}: ${names.join(', ')}` }
      : { kept: false, text: `${WORDS[promise]}: no problem did so on this machine` };
  });
}
