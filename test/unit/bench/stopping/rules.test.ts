import { describe, expect, it } from 'vitest';
import type { DrawnSample, PolicyRun, ProblemResult } from '../../../../src/evaluation';
import { byChoice } from '../../../bench/stopping/choices';
import { bySurerAnswer, byThreshold, byThresholdHeldOut } from '../../../bench/stopping/rules';

/** Evidence is the log-odds themselves. */
const MODEL = { intercept: 0, features: { logprob: { weight: 1, mean: 0 } } };
const FORECAST = { p50: { tokens: 1, seconds: 1, joules: null, dollars: null }, p90: { tokens: 1, seconds: 1, joules: null, dollars: null }, verifiedProbability: null };

function run(policy: string, isRight: boolean, tokens: number, logOdds: number): PolicyRun {
  return {
    policy, status: 'verified', score: { base: true, plus: isRight }, confidence: null, evidence: { logprob: logOdds }, pairsAlike: null, forecast: FORECAST,
    samples: 1, judged: 1, passing: 1, tokens, promptTokens: 50, seconds: 1, joules: null, flops: null,
  };
}

function problem(id: string, orders: readonly (readonly PolicyRun[])[], drawn: readonly DrawnSample[] = []): ProblemResult {
  return { id, examples: 1, scores: [], drawn, orders, features: { examples: 1, canCompare: true, answers: 'body', promptTokens: 100 } };
}

describe('other stopping rules', () => {
  // 0.73 likely right and it is; 0.27 likely right and it is not.
  const problems = [1, -1].map((logOdds) => problem(String(logOdds), [[run('first-pass', logOdds > 0, 100, logOdds), run('policy', true, 300, logOdds)]]));

  it('take the first pass where it is as likely right as they want, and the second opinion elsewhere', () => {
    const [low, , high] = byThreshold(problems, MODEL);
    expect(low).toMatchObject({ base: 1, plus: 1, tokens: 200 });
    expect(high).toMatchObject({ base: 1, plus: 1, tokens: 300 });
  });

  it('are judged by fits to other problems', () => {
    const many = Array.from({ length: 20 }, (_, index) => problem(`made/${index}`, [[run('first-pass', index % 2 === 0, 100, index % 2 === 0 ? 3 : -3), run('policy', true, 300, 0)]]));
    expect(byThresholdHeldOut(many)[0]).toMatchObject({ plus: 1, tokens: 200 });
  });

  it('may keep the first answer where the second opinion contradicts it and is less sure', () => {
    const answer = (name: string, isRight: boolean, logprob: number, rivals: number): PolicyRun => ({ ...run(name, isRight, 100, logprob), evidence: { logprob, agreeing: Math.log(2), rivals: Math.log1p(rivals), passing: 0 } });
    const solved = (logprobOfSecond: number, rivals: number): number => bySurerAnswer([problem('a', [[answer('first-pass', true, -1, 0), answer('policy', false, logprobOfSecond, rivals)]])], MODEL).plus;
    expect(solved(-2, 1)).toBe(1);
    expect(solved(-0.5, 1)).toBe(0);
    expect(solved(-2, 0), 'nothing contradicts').toBe(0);
  });

  it('need the policies that they are made of', () => {
    expect(() => byThreshold([problem('a', [[run('first-pass', true, 1, 1)]])], MODEL)).toThrow('no policy policy');
  });
});

describe('other choices', () => {
  it('are among the samples that pass', () => {
    const sample = (tokens: number, meanLogprob: number, isRight: boolean, passes = true): DrawnSample => ({ tokens, meanLogprob, isRight, passes });
    const drawn = [sample(10, -0.5, false), sample(20, -0.1, true), sample(5, -0.01, true, false)];
    expect(Object.fromEntries(byChoice([problem('a', [], drawn), problem('b', [])]).map(({ choice, solved }) => [choice, solved]))).toEqual({
      'highest mean log-probability': 1, 'highest total log-probability': 1, 'fewest tokens': 0, 'any right one that passes': 1,
    });
  });
});
