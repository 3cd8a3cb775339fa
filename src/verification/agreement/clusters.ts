import type { Fingerprint } from '../types';

/** Names of clusters in order of size; past Z they go on as AA, AB, … */
function clusterName(index: number): string {
  const letter = String.fromCharCode('A'.charCodeAt(0) + (index % 26));
  return index < 26 ? letter : clusterName(Math.floor(index / 26) - 1) + letter;
}

/**
 * Groups candidates that did the same on every input, the largest group first (`A`). An input on
 * which a candidate's outcome is unknown matches nothing, so such a candidate stands alone.
 * @returns the name of each candidate's group by candidate id.
 */
export function clusterFingerprints(fingerprints: readonly Fingerprint[]): ReadonlyMap<string, string> {
  const groups = new Map<string, string[]>();
  for (const { candidateId, outcomes } of fingerprints) {
    const key = outcomes.includes(null) || outcomes.length === 0 ? `alone ${candidateId}` : JSON.stringify(outcomes);
    groups.set(key, [...(groups.get(key) ?? []), candidateId]);
  }
  const ordered = [...groups.values()].sort((a, b) => b.length - a.length);
  return new Map(ordered.flatMap((ids, index) => ids.map((id) => [id, clusterName(index)] as const)));
}
