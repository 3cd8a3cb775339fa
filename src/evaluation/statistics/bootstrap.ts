import type { Random } from '../../base/random';

/** A mean with the interval that holds 95 of 100 resamples of its problems. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2_000;
const TAIL = 0.025;

/**
 * Percentile bootstrap (Efron, 1979) over problems: what differs from one problem to the next is the larger part of
 * the chance in such a mean.
 * @param values one a problem, such as the share of its runs that were solved
 */
export function bootstrapMean(values: readonly number[], random: Random): Interval {
  if (values.length === 0) {
    throw new RangeError('There is no mean of nothing.');
  }
  const means = Array.from({ length: RESAMPLES }, () => mean(values.map(() => values[random.integer(values.length)] ?? 0))).sort((a, b) => a - b);
  return { mean: mean(values), low: means[Math.floor(RESAMPLES * TAIL)] ?? 0, high: means[Math.ceil(RESAMPLES * (1 - TAIL)) - 1] ?? 1 };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
