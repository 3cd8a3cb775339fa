import { describe, expect, it } from 'vitest';
import { decodeRate, MODELLED_WATTS_PER_CORE, prefillRate, secondsOfLoad } from '../../../src/budget';
import { costOf, secondsUntilConfirmed, type CallPrices } from '../../../src/budget/forecast/callCost';
import type { SimulatedCall } from '../../../src/budget/forecast/simulate';
import { LARGE, SERVED, SMALL } from '../../support/furtherModels';

const RATES = { prefill: [{ contextTokens: 256, tokensPerSecond: 100 }], decode: [{ samples: 1, contextTokens: 256, tokensPerSecond: 10 }, { samples: 4, contextTokens: 256, tokensPerSecond: 10 }] };
const PRICES: CallPrices = { promptTokens: 200, examples: 0, rates: RATES, busyCores: 2, location: 'local', models: [] };
const call = (model: number, ...lengths: number[]): SimulatedCall => ({ model, lengths, passing: 0 });
const READING = PRICES.promptTokens / prefillRate(RATES, PRICES.promptTokens);
const writing = (...lengths: number[]): number => {
  const written = lengths.reduce((sum, length) => sum + length, 0);
  return written / decodeRate(RATES, lengths.length, PRICES.promptTokens + written / lengths.length);
};
const several = { ...PRICES, models: [{ ...SMALL, rates: RATES }, { ...LARGE, rates: RATES }, SERVED] };

describe('what calls of a run cost', () => {
  it('is, of a local model, its prompt read once and counted in every call, and what it writes', () => {
    const cost = costOf([call(0, 50), call(0, 20, 40)], PRICES);
    expect(cost).toMatchObject({ tokens: 2 * 200 + 110, dollars: 0 });
    expect(cost.seconds).toBeCloseTo(READING + writing(50) + writing(20, 40), 6);
    expect(cost.joules).toBeCloseTo(cost.seconds * 2 * MODELLED_WATTS_PER_CORE, 6);
  });

  it('has, of a server, the prompt with every sample, and without a price knows neither energy nor money', () => {
    expect(costOf([call(0, 50), call(0, 20, 40)], { ...PRICES, location: 'remote' })).toMatchObject({ tokens: 3 * 200 + 110, joules: null, dollars: null });
  });

  it('knows the money where each server has a price', () => {
    const price = { prompt: 3, answer: 15 };
    const alone = costOf([call(0, 50), call(0, 20, 40)], { ...PRICES, location: 'remote', price });
    expect([alone.joules, alone.dollars]).toEqual([null, expect.closeTo((3 * 200 * 3 + 110 * 15) / 1e6, 12)]);
    const beside = costOf([call(0, 50), call(2, 10, 10)], { ...several, models: [SMALL, LARGE, { ...SERVED, price }] });
    expect(beside.dollars).toBeCloseTo((2 * 200 * 3 + 20 * 15) / 1e6, 12);
  });

  it('counts the loading and the prompt of a further model once', () => {
    const [once, twice] = [[call(1, 30)], [call(1, 30), call(1, 10)]].map((calls) => costOf([call(0, 50), ...calls], several)) as [ReturnType<typeof costOf>, ReturnType<typeof costOf>];
    expect(once.seconds).toBeCloseTo(READING + writing(50) + secondsOfLoad(LARGE) + READING + writing(30), 6);
    expect(twice.seconds).toBeCloseTo(once.seconds + writing(10), 6);
    expect(twice.tokens).toBe(once.tokens + 200 + 10);
  });

  it('of which a server has a part, is not known in energy and money', () => {
    expect(costOf([call(0, 50), call(2, 10, 10)], several)).toMatchObject({ tokens: 3 * 200 + 70, joules: null, dollars: null });
  });

  it('has the checks in it, and the last one only where the run is over', () => {
    const examples = { ...PRICES, examples: 2 };
    const checks = costOf([call(0, 50)], examples).seconds - costOf([call(0, 50)], PRICES).seconds;
    const until = secondsUntilConfirmed([call(0, 50)], examples) - secondsUntilConfirmed([call(0, 50)], PRICES);
    expect(until).toBeGreaterThan(0);
    expect(checks).toBeGreaterThan(until);
  });
});
