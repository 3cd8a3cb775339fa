import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMajorityOfAll, majorityStays, regularizedIncompleteBeta } from '../../../src/reasoning/agreementStop';

/** For whole a and b: the chance of at least `a` heads in `a + b - 1` throws that show heads with probability x. */
function binomialTail(x: number, a: number, b: number): number {
  const throws = a + b - 1;
  let term = (1 - x) ** throws;
  let sum = 0;
  for (let heads = 0; heads <= throws; heads += 1) {
    sum += heads >= a ? term : 0;
    term *= ((throws - heads) / (heads + 1)) * (x / (1 - x));
  }
  return sum;
}

describe('the regularised incomplete beta function', () => {
  it.each([
    [0.5, 1, 1, 0.5],
    [0.25, 1, 1, 0.25],
    [0.5, 2, 1, 0.25],
    [0.5, 3, 1, 0.125],
    [0.5, 4, 2, 0.1875],
    [0.3, 2, 3, 0.3483],
    // The arcsine distribution: 2/π · asin(√x).
    [0.25, 0.5, 0.5, 1 / 3],
    [0.75, 0.5, 0.5, 2 / 3],
    // x^a where b is 1.
    [0.9, 7.5, 1, 0.9 ** 7.5],
    [0, 3, 4, 0],
    [1, 3, 4, 1],
  ])('I_%d(%d, %d) is %d', (x, a, b, expected) => {
    expect(regularizedIncompleteBeta(x, a, b)).toBeCloseTo(expected, 12);
  });

  it('is the tail of a binomial distribution for whole numbers, and mirrors itself', () => {
    fc.assert(fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (x, a, b) => {
      const value = regularizedIncompleteBeta(x, a, b);
      expect(value).toBeCloseTo(binomialTail(x, a, b), 10);
      expect(value + regularizedIncompleteBeta(1 - x, b, a)).toBeCloseTo(1, 10);
    }), { numRuns: 2_000 });
  });

  it.each([[-0.1, 1, 1], [1.1, 1, 1], [0.5, 0, 1], [0.5, 1, -1], [NaN, 1, 1]])('is refused at x = %d, a = %d, b = %d', (x, a, b) => {
    expect(() => regularizedIncompleteBeta(x, a, b)).toThrow(RangeError);
  });
});

describe('the leading answer', () => {
  it.each([[0, 0, 0.5], [1, 0, 0.75], [2, 0, 0.875], [3, 0, 0.9375], [4, 0, 0.96875], [5, 1, 0.9375], [6, 1, 0.96484375], [3, 3, 0.5]])('leads by %d to %d and stays with %d', (largest, second, expected) => {
    expect(majorityStays(largest, second)).toBeCloseTo(expected, 12);
  });

  it('is surer with each sample for it, and less sure with each against it', () => {
    fc.assert(fc.property(fc.nat(200), fc.nat(200), (largest, second) => {
      expect(majorityStays(largest + 1, second)).toBeGreaterThanOrEqual(majorityStays(largest, second));
      expect(majorityStays(largest, second + 1)).toBeLessThanOrEqual(majorityStays(largest, second));
    }));
  });

  it('is the majority of all when it has more than half', () => {
    expect([[3, 5], [3, 6], [1, 2], [9, Infinity]].map(([largest, all]) => isMajorityOfAll(largest as number, all as number))).toEqual([true, false, false, false]);
  });
});
