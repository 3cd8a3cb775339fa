import type { Fingerprint } from '../types';

/** Names of clusters in order of size; past Z they go on as AA, AB, … */
function clusterName(index: number): string {
  const letter = String.fromCharCode('A'.charCodeAt(0) + (index % 26));
  return index < 26 ? letter : clusterName(Math.floor(index / 26) - 1) + letter;
}

/** An outcome that is a value, and not an exception or unknown. */
export function isValueOutcome(outcome: string | null | undefined): outcome is string {
  return outcome !== null && outcome !== undefined && !outcome.startsWith('raises:');
}

/**
 * Fingerprints on `count` of their inputs: those on which at least one of the programs returns a value.
 * An input that none of them takes tells nothing about them; such inputs only fill up what is missing.
 */
export function tellingOutcomes(fingerprints: readonly Fingerprint[], count: number): readonly Fingerprint[] {
  const inputs = Array.from({ length: Math.max(0, ...fingerprints.map(({ outcomes }) => outcomes.length)) }, (_, index) => index);
  const tells = (index: number): boolean => fingerprints.some(({ outcomes }) => isValueOutcome(outcomes[index]));
  const isKnownToSome = (index: number): boolean => fingerprints.some(({ outcomes }) => outcomes[index] !== null);
  const others = inputs.filter((index) => !tells(index) && isKnownToSome(index));
  const kept = [...inputs.filter(tells), ...others].slice(0, count).sort((a, b) => a - b);
  return fingerprints.map((print) => ({ ...print, outcomes: kept.map((index) => print.outcomes[index] ?? null) }));
}

/**
 * Groups candidates that did the same on every input, the largest group first (`A`). An input on
 * which a candidate's outcome is unknown matches nothing, so such a candidate stands alone; so does one
 * that raised on every input.
 * @param standing of a group, by the ids of its candidates: the highest comes first, of equals the one that was drawn first. Default: how many they are
 * @returns the name of each candidate's group by candidate id.
 */
export function clusterFingerprints(fingerprints: readonly Fingerprint[], standing: (candidateIds: readonly string[]) => number = ({ length }) => length): ReadonlyMap<string, string> {
  const groups = new Map<string, string[]>();
  for (const { candidateId, outcomes } of fingerprints) {
    const key = outcomes.includes(null) || !outcomes.some(isValueOutcome) ? `alone ${candidateId}` : JSON.stringify(outcomes);
    groups.set(key, [...(groups.get(key) ?? []), candidateId]);
  }
  const ordered = [...groups.values()].sort((a, b) => standing(b) - standing(a));
  return new Map(ordered.flatMap((ids, index) => ids.map((id) => [id, clusterName(index)] as const)));
}
