import type { Candidate, Example, Verdict, Verifier, VerifyOptions } from '../types';

/**
 * Runs a candidate that passed again: in a process that has run nothing, with other chance, another
 * order of sets and another clock. What then fails is not right by its code alone.
 */
export async function confirmVerdict(verifier: Verifier, candidate: Candidate, examples: readonly Example[], options: VerifyOptions): Promise<Verdict> {
  const verdict = await verifier.verify(candidate, examples, { ...options, virgin: true });
  return verdict.status === 'failed' ? { ...verdict, status: 'nondeterministic', reason: `it passed before: ${verdict.reason}` } : verdict;
}
