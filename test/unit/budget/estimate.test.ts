import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUDGET_LEVELS, budgetForLevel, estimateCost, type BudgetLevel, type CostQuantile, type EstimateInput } from '../../../src/budget';
import { LEVEL_RULES } from '../../../src/app/levelRules';
import { measuresOf } from '../../../src/measures';
import { batchSizes } from '../../../src/reasoning';
import { estimateInput as input } from '../../support/estimates';

const STOPS = LEVEL_RULES as Readonly<Record<BudgetLevel, EstimateInput['stops']>>;
const NEVER_SOLVED = { ...measuresOf('unmeasured'), solveRate: { intercept: -20, features: {} } };

describe('estimateCost', () => {
  it('keeps P50 at most P90 and both inside the limits, for every input', () => {
    fc.assert(
      fc.property(
        fc.record({
          level: fc.constantFrom(...BUDGET_LEVELS),
          examples: fc.integer({ min: 0, max: 5 }),
          canCompare: fc.boolean(),
          answers: fc.constantFrom('body' as const, 'whole' as const),
          stops: fc.constantFrom('first-pass' as const, 'two-agree' as const, 'never' as const),
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

  /** As a run at that level stops. */
  const at = (level: BudgetLevel, over: Partial<EstimateInput> = {}): ReturnType<typeof estimateCost> =>
    estimateCost(input({ level, stops: STOPS[level], batchSizes: batchSizes(budgetForLevel(level).maxSamples ?? 1), ...over }));

  it('rises with the slider in cost and in the chance of a verified answer', () => {
    const estimates = BUDGET_LEVELS.map((level) => at(level));
    for (const [index, estimate] of estimates.entries()) {
      const before = estimates[index - 1];
      if (before) {
        expect(estimate.verifiedProbability).toBeGreaterThan(before.verifiedProbability ?? 1);
        expect(estimate.p90.tokens).toBeGreaterThanOrEqual(before.p90.tokens);
      }
    }
  });

  it.each([
    ['tokens', { maxTokens: 1500 }],
    ['tokens, where there is room for one call only,', { maxTokens: 1190 }],
    ['seconds', { maxSeconds: 25 }],
  ])('gives a run the chance of its fast answer at least, whose second opinion does not fit into its %s', (_, limits) => {
    const room = { promptTokens: 600, limits: { maxSeconds: 180, ...limits } };
    const fast = at('instant', room).verifiedProbability ?? 0;
    expect(fast).toBeGreaterThan(0.2);
    for (const level of BUDGET_LEVELS) {
      expect(at(level, room).verifiedProbability).toBeGreaterThanOrEqual(fast);
    }
    expect(at('thorough', room).p90.tokens).toBeLessThanOrEqual('maxTokens' in limits ? limits.maxTokens : Infinity);
  });

  it('makes the last batch smaller where all of it does not fit', () => {
    const tokens = (maxTokens: number): number => at('thorough', { limits: { maxTokens }, measures: NEVER_SOLVED }).p50.tokens;
    // One prompt of 200 tokens with its answer, and then one with room for 48 tokens.
    const [oneMore, none] = [tokens(600), tokens(400)];
    expect(none).toBeLessThan(400);
    expect(oneMore).toBeGreaterThan(none + 200);
  });

  it('costs nothing where no call fits', () => {
    expect(at('balanced', { limits: { maxTokens: 220 } })).toMatchObject({ p50: { tokens: 0, seconds: 0, joules: 0 }, p90: { tokens: 0, seconds: 0, joules: 0 } });
  });

  it('is dearer the later a run stops', () => {
    const [first, agreed, never] = (['first-pass', 'two-agree', 'never'] as const).map((stops) => estimateCost(input({ stops })).p50.tokens) as [number, number, number];
    expect(first).toBeLessThan(agreed);
    expect(agreed).toBeLessThan(never);
  });

  it.each([{ maxTokens: 10 }, { maxTokens: 220 }, { maxSeconds: 0.5 }, { maxJoules: 1 }, { maxDollars: 1 }])('gives no chance to a run that cannot be made within %j', (limits) => {
    const location = 'maxDollars' in limits ? 'remote' : 'local';
    expect(estimateCost(input({ level: 'quick', stops: 'first-pass', limits, location })).verifiedProbability).toBe(0);
  });

  it.each([{ maxSeconds: 5 }, { maxJoules: 100 }])('takes nothing more of anything once %j is used up', (limits) => {
    const [whole, cut] = [{}, limits].map((each) => estimateCost(input({ level: 'thorough', measures: NEVER_SOLVED, limits: { maxSeconds: 1e6, maxTokens: 1e6, ...each } })).p50) as [CostQuantile, CostQuantile];
    expect(cut.seconds).toBeLessThanOrEqual(5);
    expect(cut.seconds).toBeCloseTo(5, 1);
    // As much of everything as the time that is left.
    expect(cut.tokens / whole.tokens).toBeLessThan(1.2 * cut.seconds / whole.seconds);
    expect(cut.joules ?? 0).toBeLessThanOrEqual(100.001);
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
