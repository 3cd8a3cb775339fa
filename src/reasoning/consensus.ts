/**
 * How much candidates and generated tests say for each other (dual execution agreement, CodeT: Chen et al.,
 * 2207.10397). Candidates that meet exactly the same tests are one set; its score is the number of its candidates
 * times the number of their tests: many candidates that agree with many tests are seldom all wrong in the same way.
 * @param met ids of the tests that each candidate meets, by candidate id
 * @returns the score of each candidate's set, as a share of the highest: 0 to 1, and 0 for those that meet none
 */
export function consensusScores(met: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, number> {
  const sets = new Map<string, string[]>();
  for (const [candidateId, tests] of met) {
    const key = JSON.stringify([...tests].sort());
    sets.set(key, [...(sets.get(key) ?? []), candidateId]);
  }
  const scored = [...sets.values()].map((candidates) => ({ candidates, score: candidates.length * (met.get(candidates[0] ?? '')?.size ?? 0) }));
  const highest = Math.max(0, ...scored.map(({ score }) => score));
  return new Map(scored.flatMap(({ candidates, score }) => candidates.map((id) => [id, highest === 0 ? 0 : score / highest] as const)));
}
