import type { JudgedCandidate } from './events';

/**
 * The best candidate in hand: passing ones first, those of the largest behaviour cluster before
 * others; among the rest the one that passes most examples. Ties go to the likelier text, then to
 * the earlier one.
 */
export function selectBest(candidates: readonly JudgedCandidate[]): JudgedCandidate | null {
  return [...candidates].sort(compare)[0] ?? null;
}

export function isPassing(judged: JudgedCandidate): boolean {
  return judged.verdict?.status === 'passed';
}

export function passedExamples(judged: JudgedCandidate): number {
  return judged.verdict?.results.filter((result) => result.status === 'passed').length ?? 0;
}

function compare(a: JudgedCandidate, b: JudgedCandidate): number {
  return (
    Number(isPassing(b)) - Number(isPassing(a)) ||
    clusterRank(a) - clusterRank(b) ||
    passedExamples(b) - passedExamples(a) ||
    (b.candidate.meanLogprob ?? UNKNOWN_LOGPROB) - (a.candidate.meanLogprob ?? UNKNOWN_LOGPROB)
  );
}

/** Behind every letter. Finite, so that the difference of two is a number. */
const NOT_COMPARED = Number.MAX_SAFE_INTEGER;
/** Below every real mean log-probability. */
const UNKNOWN_LOGPROB = -1e9;

/** `A` is the largest cluster; candidates that were not compared come last. */
function clusterRank(judged: JudgedCandidate): number {
  return judged.cluster === null ? NOT_COMPARED : judged.cluster.charCodeAt(0);
}
