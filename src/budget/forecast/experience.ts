import { logOdds } from '../../measures';
import type { ComputeBudget, CostEstimate, CostQuantile, ForecastCorrection } from '../types';
import { quantileOf } from './quantile';

/** A run that ended, and what was foretold of it. */
export interface PastRun {
  readonly isVerified: boolean;
  readonly tokens: number;
  readonly seconds: number;
  readonly forecast: {
    readonly p50: Quantile;
    readonly p90: Quantile;
    readonly verifiedProbability: number | null;
    /** What the forecast was corrected by; left out: by nothing. */
    readonly correction?: ForecastCorrection | undefined;
  };
}

type Quantile = Pick<CostQuantile, 'tokens' | 'seconds'>;

/** With so many runs of a person's own, they count as much as what was measured before. */
const PRIOR_RUNS = 20;
/** Fewer say nothing about a ninetieth percentile. */
const FEWEST_RUNS = 5;

/**
 * By what forecasts have to be multiplied so that as many of a person's own runs as foretold would have stayed below
 * them, shrunk towards 1 as long as there are few.
 * @param past of the same model and level, and of the same kind: tasks with examples, say
 * @returns null while there are too few of them
 */
export function correctionFrom(past: readonly PastRun[]): ForecastCorrection | null {
  const runs = past.filter(showsWhatRunsTake);
  if (runs.length < FEWEST_RUNS) {
    return null;
  }
  const factor = (kind: keyof Quantile, quantile: 'p50' | 'p90', share: number): number =>
    shrunk(quantileOf(runs.map((run) => run[kind] / Math.max(TINY, uncorrected(run, quantile, kind))), share), runs.length);
  return {
    runs: runs.length,
    p50: { tokens: factor('tokens', 'p50', 0.5), seconds: factor('seconds', 'p50', 0.5) },
    p90: { tokens: factor('tokens', 'p90', 0.9), seconds: factor('seconds', 'p90', 0.9) },
    verifiedLogOdds: verifiedShift(runs),
  };
}

/** Where a limit left room for nothing, or was foretold to, a run says nothing of what others take. */
function showsWhatRunsTake({ tokens, forecast }: PastRun): boolean {
  return tokens > 0 && forecast.p50.tokens > 0;
}

/** A forecast that was never above nothing. */
const TINY = 1e-9;

/** What was foretold before anybody's runs corrected it: otherwise one correction would undo the next. */
function uncorrected({ forecast }: PastRun, quantile: 'p50' | 'p90', kind: keyof Quantile): number {
  return forecast[quantile][kind] / (forecast.correction?.[quantile][kind] ?? 1);
}

function shrunk(factor: number, runs: number): number {
  return Math.exp((Math.log(Math.max(TINY, factor)) * runs) / (runs + PRIOR_RUNS));
}

function verifiedShift(runs: readonly PastRun[]): number {
  const foretold = runs.flatMap(({ forecast, isVerified }) => (forecast.verifiedProbability === null ? [] : [{ odds: logOdds(forecast.verifiedProbability) - (forecast.correction?.verifiedLogOdds ?? 0), isVerified }]));
  if (foretold.length === 0) {
    return 0;
  }
  const stated = foretold.reduce((sum, { odds }) => sum + odds, 0) / foretold.length;
  const verified = foretold.filter(({ isVerified }) => isVerified).length;
  // Half a run of each kind (Jeffreys), so that none and all have odds, too.
  return ((logOdds((verified + 0.5) / (foretold.length + 1)) - stated) * foretold.length) / (foretold.length + PRIOR_RUNS);
}

/** The forecast as a person's own runs correct it, within the limits of the run. */
export function corrected(estimate: CostEstimate, correction: ForecastCorrection | null, { maxTokens = Infinity, maxSeconds = Infinity, maxJoules = Infinity, maxDollars = Infinity }: ComputeBudget): CostEstimate {
  if (correction === null) {
    return estimate;
  }
  const times = ({ joules, dollars, ...cost }: CostQuantile, factor: Quantile): CostQuantile => {
    const seconds = Math.min(cost.seconds * factor.seconds, maxSeconds);
    const tokens = Math.min(Math.round(cost.tokens * factor.tokens), maxTokens);
    return {
      tokens,
      seconds,
      joules: joules === null ? null : Math.min(joules * (cost.seconds > 0 ? seconds / cost.seconds : 1), maxJoules),
      dollars: dollars === null ? null : Math.min(dollars * (cost.tokens > 0 ? tokens / cost.tokens : 1), maxDollars),
    };
  };
  const p90 = times(estimate.p90, correction.p90);
  const p50 = lesser(times(estimate.p50, correction.p50), p90);
  const { verifiedProbability } = estimate;
  return {
    ...estimate,
    p50,
    p90,
    // What cannot be verified within its limits cannot for anybody.
    verifiedProbability: verifiedProbability === null || verifiedProbability === 0 ? verifiedProbability : 1 / (1 + Math.exp(-(logOdds(verifiedProbability) + correction.verifiedLogOdds))),
    // Limits may have left less of it, and what was not done must not be taken back later.
    correction: { ...correction, p50: done(estimate.p50, p50, correction.p50), p90: done(estimate.p90, p90, correction.p90) },
  };
}

/** By what a quantile was really multiplied. */
function done(before: Quantile, after: Quantile, factor: Quantile): Quantile {
  const ratio = (kind: keyof Quantile): number => (before[kind] > 0 && after[kind] > 0 ? after[kind] / before[kind] : factor[kind]);
  return { tokens: ratio('tokens'), seconds: ratio('seconds') };
}

/** Two corrections from few runs must not turn the quantiles around. */
function lesser(p50: CostQuantile, p90: CostQuantile): CostQuantile {
  const least = (a: number | null, b: number | null): number | null => (a === null || b === null ? a : Math.min(a, b));
  return { tokens: Math.min(p50.tokens, p90.tokens), seconds: Math.min(p50.seconds, p90.seconds), joules: least(p50.joules, p90.joules), dollars: least(p50.dollars, p90.dollars) };
}
