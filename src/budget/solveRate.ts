import { probabilityOf, type Features, type ModelMeasures } from '../measures';

/**
 * Solve rate of a task as a Beta distribution: after n failures and no pass, the next sample passes with probability
 * alpha / (alpha + beta + n).
 */
export interface SolveRate {
  readonly alpha: number;
  readonly beta: number;
}

/** What says how hard a task is. */
export interface TaskDifficulty {
  /** Examples that were understood. */
  readonly examples: number;
  /** Null before it was counted. */
  readonly promptTokens: number | null;
  /** Mean log-probability of the fast answer's tokens; null before it, and where it is not known. */
  readonly fastLogprob: number | null;
}

/** As the fitted models know it. */
export function difficultyFeatures({ examples, promptTokens, fastLogprob }: TaskDifficulty): Features {
  return { examples: Math.log1p(examples), promptTokens: promptTokens === null ? null : Math.log(Math.max(1, promptTokens)), fastLogprob };
}

/** A Beta distribution around the mean that tasks of this difficulty have. */
export function solveRateOf({ solveRate, solveRateConcentration }: Pick<ModelMeasures, 'solveRate' | 'solveRateConcentration'>, difficulty: TaskDifficulty): SolveRate {
  const mean = probabilityOf(solveRate, difficultyFeatures(difficulty));
  return { alpha: mean * solveRateConcentration, beta: (1 - mean) * solveRateConcentration };
}

/** Probability that the next sample passes after so many that did and did not (Polya's urn). */
export function nextPassProbability({ alpha, beta }: SolveRate, failures: number, passes = 0): number {
  return (alpha + passes) / (alpha + beta + passes + failures);
}
