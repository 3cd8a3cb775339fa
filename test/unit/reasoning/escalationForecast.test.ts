import { describe, expect, it } from 'vitest';
import type { CostEstimate, ModelProfile } from '../../../src/budget';
import { measuresOf } from '../../../src/measures';
import { forecastRun, type ForecastFeatures, type ForecastRequest } from '../../../src/reasoning';
import { LARGE, SERVED, SMALL } from '../../support/furtherModels';

/** Hard: more than one run in ten is not settled by the first model's early samples. */
const FEATURES: ForecastFeatures = { examples: 6, canCompare: true, answers: 'body', promptTokens: 500 };

function forecast(further: readonly ModelProfile[], request: Partial<ForecastRequest> = {}, features: Partial<ForecastFeatures> = {}): CostEstimate {
  return forecastRun({ ...FEATURES, ...features }, {
    level: 'thorough', rule: 'first-pass', location: 'local', measures: measuresOf('unmeasured'), rates: null, busyCores: 2,
    ...(further.length === 0 ? {} : { models: [SMALL, ...further] }), ...request,
  });
}

describe('the forecast of a run with a further model', () => {
  it('counts what that model adds to the odds and to the wait', () => {
    const [alone, both] = [forecast([]), forecast([LARGE])];
    expect(both.verifiedProbability).toBeGreaterThan(alone.verifiedProbability ?? 1);
    expect(both.p90.seconds).not.toBe(alone.p90.seconds);
  });

  it('is that of the first model where the policy would never ask the other one', () => {
    const unlimited = { limits: { maxSeconds: Infinity, maxTokens: Infinity } };
    const huge = { ...LARGE, bytes: 1_000 * (SMALL.bytes as number) };
    expect(forecast([huge], unlimited)).toEqual(forecast([], unlimited));
  });

  it('says that energy and money are not known where a server may be asked, and counts none that a limit shuts out', () => {
    expect(forecast([SERVED])).toMatchObject({ energySource: 'unknown', p90: { joules: null, dollars: null } });
    const limits = { maxJoules: 5_000 };
    expect(forecast([SERVED], { limits })).toEqual(forecast([], { limits }));
  });

  it('has the money of a server whose price is known, and asks it under a limit of money', () => {
    const priced = { ...SERVED, price: { prompt: 3, answer: 15 } };
    const { p90, energySource } = forecast([priced]);
    expect([energySource, (p90.dollars ?? 0) > 0]).toEqual(['unknown', true]);
    const limits = { maxDollars: 0.002 };
    expect(forecast([priced], { limits }).p90.dollars).toBeLessThanOrEqual(0.002);
    expect(forecast([SERVED], { limits })).toEqual(forecast([], { limits }));
  });

  it('is that of the first model where nothing says what fails, and where one sample is all there is', () => {
    expect(forecast([LARGE], {}, { examples: 0 })).toEqual(forecast([], {}, { examples: 0 }));
    expect(forecast([LARGE], { level: 'instant' })).toEqual(forecast([], { level: 'instant' }));
  });

  it('stays inside the limits', () => {
    const { p90 } = forecast([LARGE, SERVED], { limits: { maxTokens: 900, maxSeconds: 12 } });
    expect(p90.tokens).toBeLessThanOrEqual(900);
    expect(p90.seconds).toBeLessThanOrEqual(12);
  });
});
