/** A probability that was stated, and whether the thing came true. */
export interface Forecast {
  readonly probability: number;
  readonly isTrue: boolean;
}

export interface CalibrationBin {
  readonly count: number;
  /** Mean of the stated probabilities. */
  readonly stated: number;
  /** Share that came true. */
  readonly observed: number;
}

export interface Calibration {
  /** Expected calibration error over bins of equal mass (Nixon et al., 1904.01685). */
  readonly ece: number;
  /** Mean squared error of the stated probabilities (Brier, 1950). */
  readonly brier: number;
  readonly bins: readonly CalibrationBin[];
}

/** Null for nothing. @param bins how many, of as equal numbers of forecasts as there can be */
export function calibrationOf(forecasts: readonly Forecast[], bins: number): Calibration | null {
  if (forecasts.length === 0) {
    return null;
  }
  const sorted = [...forecasts].sort((a, b) => a.probability - b.probability);
  const count = Math.min(bins, sorted.length);
  const edge = (index: number): number => Math.floor((index * sorted.length) / count);
  const parts = Array.from({ length: count }, (_, index) => binOf(sorted.slice(edge(index), edge(index + 1))));
  return {
    ece: parts.reduce((sum, { count, stated, observed }) => sum + (count / sorted.length) * Math.abs(stated - observed), 0),
    brier: sorted.reduce((sum, { probability, isTrue }) => sum + (probability - Number(isTrue)) ** 2, 0) / sorted.length,
    bins: parts,
  };
}

function binOf(forecasts: readonly Forecast[]): CalibrationBin {
  const count = forecasts.length;
  return {
    count,
    stated: forecasts.reduce((sum, { probability }) => sum + probability, 0) / count,
    observed: forecasts.filter(({ isTrue }) => isTrue).length / count,
  };
}
