/**
 * A probability whose log-odds are linear in named features. A feature that is not known (null) counts as its mean
 * over what the model was fitted to.
 */
export interface LogisticModel {
  readonly intercept: number;
  readonly features: Readonly<Record<string, { readonly weight: number; readonly mean: number }>>;
}

/** What is known of one case; null: not known. */
export type Features = Readonly<Record<string, number | null>>;

/** @returns between 0 and 1 */
export function probabilityOf({ intercept, features }: LogisticModel, known: Features): number {
  const odds = Object.entries(features).reduce((sum, [name, { weight, mean }]) => sum + weight * (known[name] ?? mean), intercept);
  return 1 / (1 + Math.exp(-odds));
}

/** Log-odds of a probability, kept away from 0 and 1 where they have no end. */
export function logOdds(probability: number): number {
  const kept = Math.min(1 - CERTAIN, Math.max(CERTAIN, probability));
  return Math.log(kept / (1 - kept));
}

/** Nothing that is measured in hundreds of runs is surer than this. */
const CERTAIN = 1e-3;
