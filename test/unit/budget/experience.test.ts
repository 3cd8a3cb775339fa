import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corrected, correctionFrom, type CostEstimate, type PastRun } from '../../../src/budget';

const FORECAST = { p50: { tokens: 1000, seconds: 10 }, p90: { tokens: 3000, seconds: 30 }, verifiedProbability: 0.5 };
const ESTIMATE: CostEstimate = {
  p50: { tokens: 1000, seconds: 10, joules: 100, dollars: 0 }, p90: { tokens: 3000, seconds: 30, joules: 300, dollars: 0 }, energySource: 'modelled', verifiedProbability: 0.5,
};
const run = (tokens: number, seconds: number, more: Partial<PastRun> = {}): PastRun => ({ isVerified: true, tokens, seconds, forecast: FORECAST, ...more });
const runs = (count: number, tokens: number, seconds: number, more: Partial<PastRun> = {}): PastRun[] => Array.from({ length: count }, () => run(tokens, seconds, more));

describe('a correction from past runs', () => {
  it('needs some of them', () => {
    expect(correctionFrom(runs(4, 500, 5))).toBeNull();
    expect(correctionFrom(runs(40, 500, 5))).toMatchObject({ runs: 40 });
  });

  it('comes nearer to what runs take the more of them there are', () => {
    const factors = [5, 20, 200].map((count) => correctionFrom(runs(count, 500, 40))?.p50);
    expect(factors.map((factor) => factor?.tokens)).toEqual(factors.map((factor) => factor?.tokens).toSorted((a = 0, b = 0) => b - a));
    expect(factors.at(-1)?.tokens).toBeCloseTo(0.5, 1);
    expect(factors.at(-1)?.seconds).toBeGreaterThan(3);
  });

  it('does not undo itself once forecasts are right because of it', () => {
    const first = correctionFrom(runs(200, 500, 5));
    const forecast = { ...FORECAST, p50: { tokens: 1000 * (first?.p50.tokens ?? 1), seconds: 10 * (first?.p50.seconds ?? 1) }, correction: first ?? undefined };
    const later = correctionFrom(runs(200, 500, 5, { forecast }));
    expect(later?.p50.tokens).toBeCloseTo(first?.p50.tokens ?? 0, 6);
  });

  it('is measured against the forecast without it also where limits cut that off', () => {
    const before = correctionFrom(runs(200, 4000, 45))!;
    const limited = corrected({ ...ESTIMATE, p90: { ...ESTIMATE.p90, tokens: 4000, seconds: 59 } }, before, { maxTokens: 4000, maxSeconds: 60 });
    expect(limited.p90).toMatchObject({ tokens: 4000, seconds: 60 });
    const later = correctionFrom(runs(500, 4000, 59, { forecast: limited }));
    expect(later?.p90.seconds).toBeCloseTo(1, 2);
    expect(later?.p90.tokens).toBeCloseTo(1, 2);
  });

  it('moves the chance of a verified answer towards what came true', () => {
    const shift = (isVerified: boolean): number => correctionFrom(runs(50, 1000, 10, { isVerified }))?.verifiedLogOdds ?? 0;
    expect(shift(true)).toBeGreaterThan(0);
    expect(shift(false)).toBeLessThan(0);
  });

  it('keeps P50 at most P90, both within the limits, whatever the runs were', () => {
    const past = fc.array(fc.record({ tokens: fc.integer({ min: 0, max: 50_000 }), seconds: fc.double({ min: 0, max: 500, noNaN: true }), isVerified: fc.boolean() }), { minLength: 5, maxLength: 40 });
    fc.assert(fc.property(past, fc.integer({ min: 100, max: 10_000 }), fc.integer({ min: 1, max: 100 }), (records, maxTokens, maxSeconds) => {
      const correction = correctionFrom(records.map(({ tokens, seconds, isVerified }) => run(tokens, seconds, { isVerified })));
      const { p50, p90, verifiedProbability } = corrected(ESTIMATE, correction, { maxTokens, maxSeconds });
      expect(p50.tokens).toBeLessThanOrEqual(p90.tokens);
      expect(p50.seconds).toBeLessThanOrEqual(p90.seconds);
      expect(p90.tokens).toBeLessThanOrEqual(maxTokens);
      expect(p90.seconds).toBeLessThanOrEqual(maxSeconds);
      expect(verifiedProbability).toBeGreaterThan(0);
      expect(verifiedProbability).toBeLessThan(1);
    }));
  });

  it('leaves a forecast alone where there is none, and a chance of nothing at nothing', () => {
    expect(corrected(ESTIMATE, null, {})).toBe(ESTIMATE);
    const correction = correctionFrom(runs(50, 1000, 10));
    expect(corrected({ ...ESTIMATE, verifiedProbability: 0 }, correction, {}).verifiedProbability).toBe(0);
    expect(corrected({ ...ESTIMATE, verifiedProbability: null }, correction, {}).verifiedProbability).toBeNull();
  });
});
