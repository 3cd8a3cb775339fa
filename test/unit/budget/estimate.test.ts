import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUDGET_LEVELS, budgetForLevel, estimateCost, type EstimateInput } from '../../../src/budget';
import { measuresOf } from '../../../src/measures';
import { batchSizes } from '../../../src/reasoning';
import { estimateInput as input } from '../../support/estimates';

describe('estimateCost', () => {
  it('keeps P50 at most P90 and both inside the limits, for every input', () => {
    fc.assert(
      fc.property(
        fc.record({
          level: fc.constantFrom(...BUDGET_LEVELS),
          examples: fc.integer({ min: 0, max: 5 }),
          canCompare: fc.boolean(),
          answers: fc.constantFrom('body' as const, 'whole' as const),
          stops: fc.constantFrom('first-pass' as const, 'likely-right' as const, 'two-agree' as const, 'never' as const),
          promptTokens: fc.integer({ min: 1, max: 4000 }),
          maxTokens: fc.integer({ min: 1, max: 20_000 }),
          maxSeconds: fc.double({ min: 0.1, max: 300, noNaN: true }),
        }),
        ({ maxTokens, maxSeconds, ...rest }) => {
          const limits = { maxTokens, maxSeconds };
          const maxSamples = budgetForLevel(rest.level).maxSamples ?? 1;
          const { p50, p90 } = estimateCost(input({ ...rest, limits, batchSizes: batchSizes(maxSamples) }));
          expect(p50.tokens).toBeLessThanOrEqual(p90.tokens);
          expect(p50.seconds).toBeLessThanOrEqual(p90.seconds);
          expect(p90.tokens).toBeLessThanOrEqual(maxTokens);
          expect(p90.seconds).toBeLessThanOrEqual(maxSeconds);
        },
      ),
    );
  });

  it('rises with the slider in cost and in the chance of a verified answer', () => {
    const at = (level: EstimateInput['level']): ReturnType<typeof estimateCost> =>
      estimateCost(input({ level, stops: 'first-pass', batchSizes: batchSizes(budgetForLevel(level).maxSamples ?? 1) }));
    const estimates = BUDGET_LEVELS.map(at);
    for (const [index, estimate] of estimates.entries()) {
      const before = estimates[index - 1];
      if (before) {
        expect(estimate.verifiedProbability).toBeGreaterThan(before.verifiedProbability ?? 1);
        expect(estimate.p90.tokens).toBeGreaterThanOrEqual(before.p90.tokens);
      }
    }
  });

  it('is dearer the surer an answer has to be', () => {
    const [first, likely, agreed] = (['first-pass', 'likely-right', 'two-agree'] as const).map((stops) => estimateCost(input({ stops })).p50.tokens) as [number, number, number];
    expect(first).toBeLessThanOrEqual(likely);
    expect(likely).toBeLessThan(agreed);
    const always = { ...measuresOf('unmeasured'), likelyRight: { fast: 1, later: 1 } };
    expect(estimateCost(input({ stops: 'likely-right', measures: always }))).toMatchObject({ p50: estimateCost(input({ stops: 'first-pass', measures: always })).p50 });
  });

  it.each([{ maxTokens: 10 }, { maxTokens: 220 }, { maxSeconds: 0.5 }, { maxJoules: 1 }, { maxDollars: 1 }])('gives no chance to a run that cannot be made within %j', (limits) => {
    const location = 'maxDollars' in limits ? 'remote' : 'local';
    expect(estimateCost(input({ level: 'quick', stops: 'first-pass', limits, location })).verifiedProbability).toBe(0);
  });

  it('counts only the samples that the limits leave room for', () => {
    const odds = (maxTokens: number): number => estimateCost(input({ stops: 'first-pass', limits: { maxTokens } })).verifiedProbability ?? 0;
    expect(odds(400)).toBeGreaterThan(0.5);
    expect(odds(400)).toBeLessThan(odds(1000));
    expect(odds(1000)).toBeLessThan(odds(8000));
  });

  it('knows no energy and no price of a remote model, and says so instead of 0', () => {
    const { p90, energySource } = estimateCost(input({ location: 'remote' }));
    expect(p90.joules).toBeNull();
    expect(p90.dollars).toBeNull();
    expect(energySource).toBe('unknown');
  });

  it('forecasts comparisons and no verification without examples', () => {
    const { p50, p90 } = estimateCost(input({ examples: 0 }));
    // Two calls at least, of four answers together.
    expect(p50.tokens).toBeGreaterThan(2 * 200 + 4 * 20);
    expect(p90.tokens).toBeGreaterThan(3 * 200 + 8 * 20);
  });

  it('forecasts one sample without examples where nothing can be compared', () => {
    const estimate = estimateCost(input({ examples: 0, canCompare: false }));
    expect(estimate.verifiedProbability).toBeNull();
    expect(estimate.p50.tokens).toBeLessThan(500);
  });

  it('follows what was measured, and takes the prior where nothing was', () => {
    const seconds = (rates: EstimateInput['rates']): number => estimateCost(input({ rates })).p50.seconds;
    expect(seconds({ prefill: [], decode: [] })).toBe(seconds(null));
    expect(seconds({ prefill: [], decode: [{ samples: 8, contextTokens: 256, tokensPerSecond: 300 }] })).toBeLessThan(seconds(null));
    expect(seconds({ prefill: [], decode: [{ samples: 8, contextTokens: 256, tokensPerSecond: 20 }] })).toBeGreaterThan(seconds(null));
  });
});
