import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { pairedDifferences, type PolicyRun, type ProblemResult } from '../../../src/evaluation';

/** Whether each policy solves each problem, in one order of the samples. */
function problemsOf(solved: Readonly<Record<string, readonly boolean[]>>, tokens: Readonly<Record<string, number>> = {}): ProblemResult[] {
  const [first = []] = Object.values(solved);
  return first.map((_, index): ProblemResult => ({
    id: `made/${index}`, examples: 1, scores: [], drawn: [], features: { examples: 1, canCompare: true, answers: 'body', promptTokens: 100 },
    orders: [Object.entries(solved).map(([policy, each]): PolicyRun => ({
      policy, status: 'verified', score: { base: each[index] === true, plus: null }, confidence: null, evidence: null, pairsAlike: null,
      forecast: { p50: { tokens: 1, seconds: 1, joules: null, dollars: null }, p90: { tokens: 1, seconds: 1, joules: null, dollars: null }, verifiedProbability: null },
      samples: 1, judged: 1, passing: 1, tokens: tokens[policy] ?? 100, promptTokens: 50, seconds: 1, joules: null, flops: null,
    }))],
  }));
}

const HALF = [true, false, true, false];

describe('policies beside each other', () => {
  it('are compared problem by problem', () => {
    const found = pairedDifferences(problemsOf({ greedy: HALF, 'fixed-2': HALF, 'fixed-4': [true, true, true, false], policy: [true, true, true, false] }, { policy: 150, 'fixed-4': 300 }), seededRandom(0));
    expect(found.map(({ policy, against }) => [policy, against])).toEqual([['policy', 'greedy'], ['policy', 'fixed-4']]);
    expect(found[0]).toMatchObject({ base: { mean: 0.25 }, plus: null, tokens: 1.5 });
    // The same problems are solved, so that whatever problems were drawn there would be no difference.
    expect(found[1]).toMatchObject({ base: { mean: 0, low: 0, high: 0 }, tokens: 0.5 });
  });

  it('are compared with another model on the problems that both have', () => {
    const other = { modelId: 'larger', problems: problemsOf({ greedy: [false, false, true, false] }, { greedy: 300 }).slice(0, 2) };
    const found = pairedDifferences(problemsOf({ policy: [true, true, false, false] }), seededRandom(0), other);
    expect(found).toMatchObject([{ policy: 'policy', against: 'greedy of larger', base: { mean: 1 }, tokens: 1 / 3 }]);
  });

  it('says nothing where nothing is to be compared', () => {
    expect(pairedDifferences(problemsOf({ greedy: HALF }), seededRandom(0))).toEqual([]);
    expect(pairedDifferences([], seededRandom(0), { modelId: 'larger', problems: [] })).toEqual([]);
    expect(pairedDifferences(problemsOf({ policy: HALF }), seededRandom(0), { modelId: 'larger', problems: problemsOf({ policy: HALF }) })).toEqual([]);
  });
});
