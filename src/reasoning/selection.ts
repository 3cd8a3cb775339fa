import type { CodeTask } from '../verification/types';
import type { JudgedCandidate } from './events';
import { EVIDENCE_WEIGHTS } from './weights';

/**
 * The best candidate in hand: passing ones first, then by the weight of what speaks for each. One that only
 * knows the examples has nothing that speaks for it. Ties go to the likelier text, then to the earlier one.
 */
export function selectBest(candidates: readonly JudgedCandidate[]): JudgedCandidate | null {
  return [...candidates].sort(compare)[0] ?? null;
}

export function isPassing(judged: JudgedCandidate): boolean {
  return judged.verdict?.status === 'passed';
}

/** Worth comparing with others on made-up inputs: it passes or, where nothing says what is right, nothing is known against it. */
export function isComparable({ examples }: CodeTask, judged: JudgedCandidate): boolean {
  return isPassing(judged) || (examples.length === 0 && judged.verdict?.status === 'inconclusive');
}

export function passedExamples(judged: JudgedCandidate): number {
  return judged.verdict?.results.filter((result) => result.status === 'passed').length ?? 0;
}

/** Stated properties that held on every input they were tried on. */
export function heldProperties({ verdict }: JudgedCandidate): number {
  return verdict?.properties?.filter(({ status }) => status === 'passed').length ?? 0;
}

/** Stated properties that could be tried. */
export function triedProperties({ verdict }: JudgedCandidate): number {
  return verdict?.properties?.filter(({ status }) => status !== 'inconclusive').length ?? 0;
}

/** The types were checked, and nothing is wrong with them. */
export function typesFit({ verdict }: JudgedCandidate): boolean {
  return verdict?.types?.problems.length === 0;
}

/** The person's own tests were run with it and did not pass. */
export function isRejectedByTests({ verdict }: JudgedCandidate): boolean {
  return verdict?.ownTests !== undefined && verdict.ownTests.status !== 'passed';
}

function compare(a: JudgedCandidate, b: JudgedCandidate): number {
  return (
    Number(isPassing(b)) - Number(isPassing(a)) ||
    weightOf(b) - weightOf(a) ||
    (b.candidate.meanLogprob ?? UNKNOWN_LOGPROB) - (a.candidate.meanLogprob ?? UNKNOWN_LOGPROB)
  );
}

/** Below every real mean log-probability. */
const UNKNOWN_LOGPROB = -1e9;

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function weightOf(judged: JudgedCandidate): number {
  if (judged.verdict?.status === 'overfitted') {
    return 0;
  }
  if (isRejectedByTests(judged) && judged.verdict?.results.length === 0) {
    return -1; // Known to be wrong, and nothing else is known: what nobody has tried comes before it.
  }
  return (
    EVIDENCE_WEIGHTS['own-tests'] * Number(judged.verdict?.ownTests?.status === 'passed') +
    EVIDENCE_WEIGHTS.examples * share(passedExamples(judged), judged.verdict?.results.length ?? 0) +
    EVIDENCE_WEIGHTS.properties * share(heldProperties(judged), triedProperties(judged)) +
    EVIDENCE_WEIGHTS.agreement * agreementShare(judged.cluster) +
    EVIDENCE_WEIGHTS.types * Number(typesFit(judged)) +
    EVIDENCE_WEIGHTS['generated-tests'] * (judged.generated?.score ?? 0)
  );
}

const LETTERS = 26;

/** In full for `A`, the largest cluster; less for every later one; nothing for what was not compared. */
function agreementShare(cluster: string | null): number {
  if (cluster === null) {
    return 0;
  }
  const rank = [...cluster].reduce((total, letter) => total * LETTERS + letter.charCodeAt(0) - 'A'.charCodeAt(0) + 1, 0);
  return 1 / rank;
}
