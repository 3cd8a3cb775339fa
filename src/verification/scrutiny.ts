import { overfittingOf, readsItsWords, READS_WORDS_REASON } from './overfitting';
import { checkProperties } from './properties';
import { confirmVerdict } from './verifier';
import type { Candidate, CodeTask, Verdict, Verifier, VerifyOptions } from './types';

export interface ScrutinyOptions extends VerifyOptions {
  /** For made-up inputs: the same seed gives the same verdict. */
  readonly seed: number;
}

/**
 * Looks again at a verdict on the examples, as soon as it is there. What the text states for all inputs has
 * to hold, too; and a candidate that fails because its descriptions and comments were taken out has read its
 * answers there.
 */
export async function scrutinizeVerdict(verifier: Verifier, candidate: Candidate, task: CodeTask, verdict: Verdict, options: ScrutinyOptions): Promise<Verdict> {
  if (verdict.status === 'failed') {
    return (await readsItsWords(verifier, candidate, task.examples, options)) ? { ...verdict, status: 'overfitted', reason: READS_WORDS_REASON } : verdict;
  }
  const isOpen = verdict.status === 'passed' || (verdict.status === 'inconclusive' && task.examples.length === 0);
  return isOpen && task.properties !== undefined ? withProperties(verdict, task, await checkProperties(verifier, candidate, task, options)) : verdict;
}

/** Tries what the text states for all inputs on the arguments of one call. A verdict that does not survive that is final. */
export async function scrutinizeCall(verifier: Verifier, candidate: Candidate, task: CodeTask, verdict: Verdict, call: string, options: ScrutinyOptions): Promise<Verdict> {
  const tried = await checkProperties(verifier, candidate, task, { ...options, call });
  const broken = tried.filter(({ status }) => status === 'failed');
  const kept = (verdict.properties ?? []).filter(({ propertyId }) => broken.every((result) => result.propertyId !== propertyId));
  return broken.length === 0 ? verdict : withProperties(verdict, task, [...kept, ...broken]);
}

function withProperties(verdict: Verdict, { properties: stated = [] }: CodeTask, properties: NonNullable<Verdict['properties']>): Verdict {
  const broken = properties.find(({ status }) => status === 'failed');
  const label = stated.find(({ id }) => id === broken?.propertyId)?.label ?? '';
  return broken ? { ...verdict, properties, status: 'failed', reason: `${label} does not hold for ${broken.counterexample ?? ''}` } : { ...verdict, properties };
}

/**
 * Runs a winner again in a process that has run nothing, and then looks whether it computes its answers or knows
 * them, before "verified" is said.
 * @param before the verdict that made it a winner: what it says of stated properties and of types stays
 */
export async function confirmWinner(verifier: Verifier, candidate: Candidate, task: CodeTask, before: Verdict | null, options: ScrutinyOptions): Promise<Verdict> {
  const confirmed = await confirmVerdict(verifier, candidate, task.examples, options);
  const { properties, types } = before ?? {};
  return scrutinizeWinner(verifier, candidate, task, { ...confirmed, ...(properties && { properties }), ...(types && { types }) }, options);
}

/** Looks at a winner that passed twice: does it compute its answers, or know them? */
export async function scrutinizeWinner(verifier: Verifier, candidate: Candidate, task: CodeTask, verdict: Verdict, options: ScrutinyOptions): Promise<Verdict> {
  const reason = verdict.status === 'passed' ? await overfittingOf(verifier, candidate, task, options) : null;
  return reason === null ? verdict : { ...verdict, status: 'overfitted', reason };
}
