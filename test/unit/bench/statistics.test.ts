import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, pairedRatio, present, summarize } from '../../bench/support/statistics';

describe('median', () => {
  it('is the middle value, or the mean of the middle two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('refuses nothing', () => {
    expect(() => median([])).toThrow(RangeError);
  });

  it('has as many values below as above', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
      const middle = median(values);
      const below = values.filter((value) => value < middle).length;
      const above = values.filter((value) => value > middle).length;
      expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
    }));
  });
});

describe('summarize', () => {
  it('keeps the spread', () => {
    expect(summarize([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5, runs: 3 });
  });

  it('says nothing about nothing', () => {
    expect(summarize([])).toBeNull();
  });
});

describe('pairedRatio', () => {
  it('divides within rounds, so that a slow round is slow for both', () => {
    // The medians alone would give 20 / 11.
    expect(pairedRatio([20, 2, 40], [10, 1, 11])?.median).toBe(2);
  });

  it('leaves out rounds that either side lacks', () => {
    expect(pairedRatio([20, null, 30, 8], [10, 5, null, 4])).toEqual({ median: 2, min: 2, max: 2, runs: 2 });
    expect(pairedRatio([1], [])).toBeNull();
    expect(pairedRatio([1], [0])).toBeNull();
  });
});

it('keeps a measured zero and drops what is missing', () => {
  expect(present([0, null, 2])).toEqual([0, 2]);
});
