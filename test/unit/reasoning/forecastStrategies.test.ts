import { describe, expect, it } from 'vitest';
import type { CostEstimate } from '../../../src/budget';
import { measuresOf, type ModelMeasures } from '../../../src/measures';
import { forecastRun, type ForecastFeatures, type ForecastRequest, type StrategyName } from '../../../src/reasoning';
import { LARGE, SMALL } from '../../support/furtherModels';

/** Seldom solved by the fast answer. */
const FEATURES: ForecastFeatures = { examples: 6, canCompare: true, answers: 'body', promptTokens: 500 };
/** No strategy was measured, so that guesses stand in. */
const MEASURES: ModelMeasures = { ...measuresOf('unmeasured'), strategies: {} };

function forecast(strategies: readonly StrategyName[], request: Partial<ForecastRequest> = {}, features: Partial<ForecastFeatures> = {}): CostEstimate {
  return forecastRun({ ...FEATURES, ...features }, { level: 'thorough', rule: 'first-pass', location: 'local', measures: MEASURES, rates: null, busyCores: 2, strategies, ...request });
}

const plain = forecast([]);

describe('the forecast of a run with named strategies', () => {
  it('is that of any other where they are what runs do anyway', () => {
    expect(forecast(['best-of-n'])).toEqual(plain);
    expect(plain.caveats).toBeUndefined();
  });

  it.each(['plan', 'tree-search', 'chain-of-thought'] as const)('of %s has its price, and says that it is a guess', (strategy) => {
    const { p90, caveats } = forecast([strategy], { limits: { maxTokens: Infinity, maxSeconds: Infinity } });
    const usual = forecast([], { limits: { maxTokens: Infinity, maxSeconds: Infinity } }).p90;
    expect(p90.tokens).toBeGreaterThan(usual.tokens * 1.1);
    expect(p90.seconds).toBeGreaterThan(usual.seconds * 1.1);
    expect(caveats).toEqual([`What ${strategy} costs and adds beside plain samples is a guess: it was not measured.`]);
  });

  it('follows what was measured of one, and calls nothing a guess then', () => {
    const measured = (passRatio: number): CostEstimate => forecast(['revision'], { measures: { ...MEASURES, strategies: { revision: { passRatio, tokenRatio: 1, promptRatio: 1, samples: 100 } } } });
    expect(measured(1).caveats).toBeUndefined();
    expect(measured(1).p90).toEqual(plain.p90);
    expect(measured(0.3).verifiedProbability).toBeLessThan(measured(1).verifiedProbability ?? 0);
  });

  it('of several has the one that the policy would choose first, and says so', () => {
    const several = forecast(['tree-search', 'best-of-n']);
    expect(several).toMatchObject(plain);
    expect(several.caveats).toEqual(['Of tree-search, best-of-n it has only best-of-n in it, which would come first.']);
  });

  it('of ways to choose is that of samples, and says what is not in it', () => {
    expect(forecast(['codet'])).toEqual({ ...plain, caveats: ['What codet asks the model is not in it, and not known.'] });
  });

  it('ends with the fast answer where nothing else is named that draws', () => {
    const alone = forecast(['direct']);
    expect(alone.p90.tokens).toBeLessThanOrEqual(500 + 512);
    expect(alone.verifiedProbability).toBeLessThan(plain.verifiedProbability ?? 0);
    expect(forecast(['cascade'])).toEqual(alone);
    expect(forecast(['cascade'], { models: [SMALL, LARGE] }).verifiedProbability).toBeGreaterThan(alone.verifiedProbability ?? 1);
  });
});
