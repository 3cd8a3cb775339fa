import { SOLVE_RATE_PRIOR } from '../budget';
import type { ResultStatus } from './events';

/**
 * P(right on many hidden tests | passes the visible examples), from a replay of 16,400 stored
 * samples over 164 problems. Passing the examples is not being right.
 */
const RIGHT_GIVEN_PASS = 0.77;

/** Mean of the solve-rate prior: all that is known of an answer nothing was run against. */
const RIGHT_UNTESTED = SOLVE_RATE_PRIOR.alpha / (SOLVE_RATE_PRIOR.alpha + SOLVE_RATE_PRIOR.beta);

/**
 * Probability that the selected answer is right; null where we have no basis: an answer that
 * contradicts one of the task's own examples, or none at all.
 */
export function confidenceOf(status: ResultStatus, hasExamples: boolean): number | null {
  if (status === 'verified') {
    return RIGHT_GIVEN_PASS;
  }
  return status === 'unverified' && !hasExamples ? RIGHT_UNTESTED : null;
}
