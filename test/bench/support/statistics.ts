/** What several measurements of one thing come to. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** Null when nothing was measured. */
export function summarize(values: readonly number[]): Summary | null {
  if (values.length === 0) {
    return null;
  }
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), runs: values.length };
}

/** Of an even number of values, the mean of the middle two. */
export function median(values: readonly number[]): number {
  if (values.length === 0) {
    throw new RangeError('There is no median of nothing.');
  }
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** One value a round; a round that failed is null. */
export type Series = readonly (number | null)[];

/**
 * Ratios within each round, so that a machine that was slower for one round is slower for both. Rounds that
 * either side lacks do not count; null when none is left.
 */
export function pairedRatio(numerators: Series, denominators: Series): Summary | null {
  const ratios: number[] = [];
  for (const [round, numerator] of numerators.entries()) {
    const denominator = denominators[round];
    if (numerator !== null && denominator !== null && denominator !== undefined && denominator > 0) {
      ratios.push(numerator / denominator);
    }
  }
  return summarize(ratios);
}

export function present(values: Series): number[] {
  return values.filter((value) => value !== null);
}
