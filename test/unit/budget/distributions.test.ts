import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { nextPassProbability } from '../../../src/budget';
import { betaDistributed, normal } from '../../../src/budget/forecast/distributions';

const DRAWS = 20_000;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const draws = (draw: (random: ReturnType<typeof seededRandom>) => number): number[] => {
  const random = seededRandom(1);
  return Array.from({ length: DRAWS }, () => draw(random));
};

describe('a normal variable', () => {
  it('has the mean 0 and the variance 1', () => {
    const values = draws(normal);
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(mean(values.map((value) => value * value))).toBeCloseTo(1, 1);
  });
});

describe('a Beta variable', () => {
  it.each([[0.02, 0.03], [0.6, 0.4], [1, 1], [3, 40]])('of %f and %f has its mean and its variance', (alpha, beta) => {
    const values = draws((random) => betaDistributed(alpha, beta, random));
    const middle = alpha / (alpha + beta);
    expect(Math.abs(mean(values) - middle)).toBeLessThan(0.015);
    expect(Math.abs(mean(values.map((value) => (value - middle) ** 2)) - (middle * (1 - middle)) / (alpha + beta + 1))).toBeLessThan(0.01);
  });

  it('makes samples that pass and fail as the policy expects them to', () => {
    const rate = { alpha: 0.5, beta: 0.5 };
    const runs = draws((random) => {
      const solved = betaDistributed(rate.alpha, rate.beta, random);
      const failed = Array.from({ length: 3 }, () => random.next() >= solved).every(Boolean);
      return failed ? Number(random.next() < solved) : NaN;
    }).filter((passes) => !Number.isNaN(passes));
    expect(Math.abs(mean(runs) - nextPassProbability(rate, 3))).toBeLessThan(0.015);
  });

  it('is a share, whatever its parameters', () => {
    fc.assert(fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.integer(), (alpha, beta, seed) => {
      const value = betaDistributed(alpha, beta, seededRandom(seed));
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }));
  });
});
