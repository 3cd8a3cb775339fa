/** Limits that a person set. A missing limit does not limit. Tokens, samples and dollars are
 * reserved before each call. Seconds and joules cannot be set aside: they are a deadline that stops a
 * call that goes on, joules at the power that is modelled, or at the highest that a counter has shown,
 * which is looked at four times a second. */
export interface ComputeBudget {
  /** Prompt and generated tokens together, over all calls. */
  readonly maxTokens?: number;
  /** Wall seconds from the model being ready to the result, verification included. */
  readonly maxSeconds?: number;
  /** Samples drawn, the fast answer included. */
  readonly maxSamples?: number;
  /** US dollars. */
  readonly maxDollars?: number;
  /** Joules, where they can be measured or modelled. */
  readonly maxJoules?: number;
}

/** Positions of the slider. */
export const BUDGET_LEVELS = ['instant', 'quick', 'balanced', 'thorough'] as const;
export type BudgetLevel = (typeof BUDGET_LEVELS)[number];

/** How an energy figure was obtained; shown wherever the figure is. */
export type EnergySource = 'measured' | 'modelled' | 'unknown';

/** `joules` is null exactly when `source` is `unknown`. Never 0 for "we do not know". */
export interface Energy {
  readonly joules: number | null;
  readonly source: EnergySource;
}

/** Money in US dollars; null when the price is unknown. 0 for local models. */
export type Dollars = number | null;

export interface CostQuantile {
  readonly tokens: number;
  readonly seconds: number;
  readonly joules: number | null;
  readonly dollars: Dollars;
}

/** Forecast before anything is spent. Half the runs should cost at most `p50`, nine in ten at most `p90`. */
export interface CostEstimate {
  readonly p50: CostQuantile;
  readonly p90: CostQuantile;
  readonly energySource: EnergySource;
  /** Probability that the run ends verified; null when nothing is known. */
  readonly verifiedProbability: number | null;
  /** What the person's own past runs changed in it; left out where there are too few. */
  readonly correction?: ForecastCorrection;
  /** What of it is a guess, and what is in it or not, in a sentence each; left out where there is nothing to say. */
  readonly caveats?: readonly string[];
}

/** By what forecasts are multiplied because of a person's own past runs. */
export interface ForecastCorrection {
  /** How many runs it comes from. */
  readonly runs: number;
  readonly p50: Pick<CostQuantile, 'tokens' | 'seconds'>;
  readonly p90: Pick<CostQuantile, 'tokens' | 'seconds'>;
  /** Added to the log-odds of a verified answer. */
  readonly verifiedLogOdds: number;
}

/** What has been used of a budget so far. */
export interface Spent {
  readonly promptTokens: number;
  readonly cachedPromptTokens: number;
  readonly completionTokens: number;
  /** Set aside for calls that were cut off before they said what they used: at most this many more were read and generated. They count against the budget. */
  readonly forfeitedTokens: number;
  readonly samples: number;
  readonly seconds: number;
  readonly energy: Energy;
  readonly dollars: Dollars;
}
