import type { ResultStatus } from './events';

/**
 * P(right on many hidden tests | passes the visible examples), from a replay of 16,400 stored
 * samples of another model over 164 problems. Passing the examples is not being right. One constant:
 * not calibrated for the model, the machine or the task at hand.
 */
const RIGHT_GIVEN_PASS = 0.77;

/**
 * The share to show for the selected answer; null where we have no basis: nothing was run
 * against it, or only tests that we know nothing of, it contradicts one of the task's own examples, or there is no answer.
 */
export function confidenceOf(status: ResultStatus, examples: number): number | null {
  return status === 'verified' && examples > 0 ? RIGHT_GIVEN_PASS : null;
}
