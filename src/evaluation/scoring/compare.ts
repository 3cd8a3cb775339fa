import { compareValues, type CanonicalValue } from '../../verification/canonical';
import type { InputOutcome } from './inputs';

/**
 * Whether two results are the same as the data set sees it: floats may differ by `tolerance`, everywhere in them, or
 * by a millionth of their size, as in Reckon's own checks. EvalPlus allows 1e-6 and a ten-millionth of the size.
 */
export function sameValue(expected: CanonicalValue, actual: CanonicalValue, tolerance: number): boolean {
  if (compareValues(expected, actual, 'python')) {
    return true;
  }
  if (tolerance === 0 || expected[0] !== actual[0]) {
    return false;
  }
  if (expected[0] === 'float') {
    return Math.abs(Number(expected[1]) - Number(actual[1])) <= tolerance;
  }
  if (expected[0] !== 'list' && expected[0] !== 'tuple') {
    return false;
  }
  const [left, right] = [expected[1] as readonly CanonicalValue[], actual[1] as readonly CanonicalValue[]];
  return left.length === right.length && left.every((item, index) => sameValue(item, right[index] as CanonicalValue, tolerance));
}

/** Index of the first input on which the outcomes differ; -1 when they are the same wherever something is expected. */
export function firstDifference(expected: readonly InputOutcome[], actual: readonly InputOutcome[], tolerance: number): number {
  return expected.findIndex((wanted, index) => {
    const got = actual[index];
    return wanted?.type === 'value' && !(got?.type === 'value' && sameValue(wanted.value, got.value, tolerance));
  });
}

/** Whether an answer does what is expected wherever something is expected. */
export function sameOutcomes(expected: readonly InputOutcome[], actual: readonly InputOutcome[], tolerance: number): boolean {
  return firstDifference(expected, actual, tolerance) < 0;
}
