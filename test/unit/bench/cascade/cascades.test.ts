import { describe, expect, it } from 'vitest';
import type { PolicyRun, ProblemResult } from '../../../../src/evaluation';
import { cascades } from '../../../bench/cascade/cascades';

const NOTHING = { tokens: 1, seconds: 1, joules: null, dollars: null };

function run(policy: string, isRight: boolean, seconds: number, flops: number | null = seconds): PolicyRun {
  return {
    policy, status: isRight ? 'verified' : 'unverified', score: { base: isRight, plus: null }, confidence: null, evidence: null, pairsAlike: null,
    forecast: { p50: NOTHING, p90: NOTHING, verifiedProbability: null }, samples: 1, judged: 1, passing: Number(isRight), tokens: 1, promptTokens: 1, seconds, joules: null, flops,
  };
}

function problem(id: string, ...runs: readonly PolicyRun[]): ProblemResult {
  return { id, examples: 1, scores: [], drawn: [], orders: [runs], features: { examples: 1, canCompare: true, answers: 'body', promptTokens: 100 } };
}

const FIRST = [problem('a', run('greedy', true, 1)), problem('b', run('greedy', false, 1)), problem('only here', run('greedy', true, 1))];

describe('cascades', () => {
  it('ask the larger model where the first answer does not pass, and pay for both there', () => {
    const found = cascades(FIRST, [problem('a', run('greedy', false, 4)), problem('b', run('greedy', true, 4))]);
    expect(found.map(({ way, base, strictly, seconds, flops }) => [way, base, strictly, seconds, flops])).toEqual([
      ['larger: greedy', 0.5, 0.5, 4, 4], ['greedy', 0.5, 0.5, 1, 1], ['greedy, then larger', 1, 1, 3, 3],
    ]);
  });

  it('need a problem that both have', () => {
    expect(() => cascades(FIRST, [problem('elsewhere', run('greedy', true, 1))])).toThrow('no problem in common');
  });

  it('cost what is not known where a size is not', () => {
    const found = cascades(FIRST, [problem('a', run('greedy', true, 4, null)), problem('b', run('greedy', true, 4, null))]);
    expect(found.map(({ flops }) => flops)).toEqual([null, 1, null]);
  });
});
