import type { Verdict } from '../../../verification/types';
import type { JudgedCandidate } from '../../events';
import { isPassing, passedExamples } from '../../selection';
import type { Rollout } from './tree';

/** Of the examples passed, in the value of a plan whose code was run. */
const EXAMPLES_WEIGHT = 0.85;
/** Of running at all: code that breaks off is further from right than code that gives a wrong result. */
const RUNS_WEIGHT = 0.1;
/** Of the model's own trust in what it wrote: less than one example in ten, so that it only decides between equals. */
const LIKELIHOOD_WEIGHT = 0.05;

/** What a verdict is a reason to go on from: something ran, or broke off, and can be said. */
const TELLING: ReadonlySet<string> = new Set(['failed', 'crashed', 'timed-out']);

/** What code says of the plan that it was written to. */
export function rolloutOf(judged: JudgedCandidate): Rollout {
  const { candidate, verdict } = judged;
  return {
    value: EXAMPLES_WEIGHT * shareOfExamples(judged) + RUNS_WEIGHT * shareThatRuns(verdict) + LIKELIHOOD_WEIGHT * likelihood(candidate.meanLogprob),
    symptom: verdict !== null && TELLING.has(verdict.status) ? verdict.reason : null,
    isSolved: isPassing(judged),
  };
}

/** Mean probability (geometric) of a text's tokens, in [0, 1]; 0 where that is not known. */
export function likelihood(meanLogprob: number | null): number {
  return meanLogprob === null ? 0 : Math.min(1, Math.exp(meanLogprob));
}

/** Code that only knows the examples has passed none of them. */
function shareOfExamples(judged: JudgedCandidate): number {
  const total = judged.verdict?.results.length ?? 0;
  return total === 0 || judged.verdict?.status === 'overfitted' ? 0 : passedExamples(judged) / total;
}

/** Of the examples, those that came to a value, right or wrong. */
function shareThatRuns(verdict: Verdict | null): number {
  if (verdict === null || verdict.results.length === 0) {
    return Number(verdict?.status === 'inconclusive');
  }
  return verdict.results.filter(({ status, message }) => status === 'passed' || (status === 'failed' && message === null)).length / verdict.results.length;
}
