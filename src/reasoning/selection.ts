import type { CodeTask, EvidenceKind } from '../verification/types';
import type { JudgedCandidate } from './events';
import { EVIDENCE_ORDER } from './weights';

/**
 * The best candidate in hand: passing ones first, then by the strongest kind of evidence in which they differ. One that only
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
    compareEvidence(a, b) ||
    (b.candidate.meanLogprob ?? UNKNOWN_LOGPROB) - (a.candidate.meanLogprob ?? UNKNOWN_LOGPROB)
  );
}

/** Below every real mean log-probability. */
const UNKNOWN_LOGPROB = -1e9;

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function compareEvidence(a: JudgedCandidate, b: JudgedCandidate): number {
  const [forA, forB] = [sharesOf(a), sharesOf(b)];
  return EVIDENCE_ORDER.map((kind) => forB[kind] - forA[kind]).find((difference) => difference !== 0) ?? 0;
}

const NOTHING: Readonly<Record<EvidenceKind, number>> = { 'own-tests': 0, examples: 0, properties: 0, agreement: 0, types: 0, 'generated-tests': 0 };

/** Of each kind, how much of what there could be speaks for it, in [0, 1]. */
function sharesOf(judged: JudgedCandidate): Readonly<Record<EvidenceKind, number>> {
  const { verdict, cluster, generated } = judged;
  if (verdict?.status === 'overfitted') {
    return NOTHING;
  }
  if (isRejectedByTests(judged) && verdict?.results.length === 0) {
    return { ...NOTHING, 'own-tests': -1 }; // Known to be wrong, and nothing else is known: what nobody has tried comes before it.
  }
  return {
    'own-tests': Number(verdict?.ownTests?.status === 'passed'),
    examples: share(passedExamples(judged), verdict?.results.length ?? 0),
    properties: share(heldProperties(judged), triedProperties(judged)),
    agreement: agreementShare(cluster),
    types: Number(typesFit(judged)),
    'generated-tests': generated?.score ?? 0,
  };
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
