import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { bootstrapMean } from '../../../src/evaluation/statistics/bootstrap';
import { fitPlane } from '../../../src/evaluation/statistics/leastSquares';
import { calibrationOf } from '../../../src/evaluation/statistics/calibration';
import { passAtK } from '../../../src/evaluation/statistics/passAtK';

const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('a bootstrap interval', () => {
  it('is around the mean, within the values, the same for the same seed', () => {
    fc.assert(fc.property(fc.array(share, { minLength: 1, maxLength: 20 }), fc.integer(), (values, seed) => {
      const { mean, low, high } = bootstrapMean(values, seededRandom(seed));
      expect(low).toBeLessThanOrEqual(high);
      expect(low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12);
      expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-12);
      expect(bootstrapMean(values, seededRandom(seed))).toEqual({ mean, low, high });
    }), { numRuns: 20 });
  });

  it('is as wide as that of a share has to be', () => {
    // 50 of 100: 1.96 standard errors are 9.8 points.
    const { low, high } = bootstrapMean(Array.from({ length: 100 }, (_, index) => index % 2), seededRandom(1));
    expect(low).toBeCloseTo(0.402, 1);
    expect(high).toBeCloseTo(0.598, 1);
  });

  it('needs something', () => {
    expect(() => bootstrapMean([], seededRandom(1))).toThrow(RangeError);
  });
});

describe('calibration', () => {
  it('is without error where what is stated comes true as often', () => {
    const forecasts = Array.from({ length: 100 }, (_, index) => ({ probability: 0.8, isTrue: index % 5 !== 0 }));
    expect(calibrationOf(forecasts, 1)).toMatchObject({ ece: expect.closeTo(0, 10) as number, brier: expect.closeTo(0.16, 10) as number });
  });

  it('has bins of equal mass, and an error between 0 and 1 that no bin exceeds', () => {
    fc.assert(fc.property(fc.array(fc.record({ probability: share, isTrue: fc.boolean() }), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (forecasts, bins) => {
      const found = calibrationOf(forecasts, bins);
      const counts = found?.bins.map(({ count }) => count) ?? [];
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(forecasts.length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      expect(found?.ece).toBeLessThanOrEqual(Math.max(...(found?.bins ?? []).map(({ stated, observed }) => Math.abs(stated - observed))) + 1e-12);
    }));
  });

  it('says nothing of nothing', () => {
    expect(calibrationOf([], 10)).toBeNull();
  });
});

describe('pass@k', () => {
  it('is the share of sets of k that hold a right one', () => {
    expect(passAtK(4, 1, 1)).toBeCloseTo(0.25);
    expect(passAtK(4, 1, 2)).toBeCloseTo(0.5);
    expect(passAtK(4, 2, 2)).toBeCloseTo(5 / 6);
    expect(passAtK(4, 0, 4)).toBe(0);
    expect(passAtK(4, 1, 4)).toBe(1);
  });

  it('grows with k and with what is right', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 30 }), fc.nat(), fc.nat(), (n, a, b) => {
      const right = a % n;
      const k = (b % (n - 1)) + 1;
      expect(passAtK(n, right, k + 1)).toBeGreaterThanOrEqual(passAtK(n, right, k) - 1e-12);
      expect(passAtK(n, right + 1, k)).toBeGreaterThanOrEqual(passAtK(n, right, k) - 1e-12);
    }));
  });

  it('needs k samples', () => {
    expect(() => passAtK(3, 1, 4)).toThrow(RangeError);
  });
});

describe('least squares on two quantities', () => {
  const points = Array.from({ length: 30 }, (_, index) => [index, (index * 7) % 11] as const);

  it('finds the plane that points lie on, and what is left of those that do not', () => {
    const plane = fitPlane(points, points.map(([a, b]) => 3 + 2 * a - 0.5 * b));
    expect(plane.slopes[0]).toBeCloseTo(2, 9);
    expect(plane.slopes[1]).toBeCloseTo(-0.5, 9);
    expect(plane.residuals.every((residual) => Math.abs(residual) < 1e-9)).toBe(true);
    const bent = fitPlane(points, points.map(([a], index) => 2 * a + (index === 4 ? 10 : 0)));
    expect(Math.max(...bent.residuals)).toBe(bent.residuals[4]);
  });

  it('gives no slope to what does not vary, or varies with the other alone', () => {
    const values = points.map(([a]) => 3 * a);
    expect(fitPlane(points.map(([a]) => [a, 5] as const), values).slopes).toEqual([expect.closeTo(3, 9), 0]);
    expect(fitPlane(points.map(([a]) => [a, 2 * a] as const), values).slopes).toEqual([expect.closeTo(3, 9), 0]);
    expect(fitPlane(points.map(([a]) => [1, a] as const), values).slopes).toEqual([0, expect.closeTo(3, 9)]);
  });
});
