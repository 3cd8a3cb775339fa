import type { Language } from '../types';
import type { CanonicalValue } from './format';
import { canonicalKey } from './key';
import { entriesOf, itemsOf, parseFloatText, textOf } from './parts';
import { matchUnordered } from './unordered';
import { isCanonicalValue } from './validate';

/** Examples are written by hand and round at six or more digits; also what common test suites allow. */
export const RELATIVE_TOLERANCE = 1e-6;
/** For results that cancel to nearly zero, where a relative tolerance allows nothing. */
export const ABSOLUTE_TOLERANCE = 1e-9;

/** Whole numbers must be the same: one million is not one million and one. */
function closeEnough(left: number, right: number): boolean {
  if (left === right || (Number.isNaN(left) && Number.isNaN(right))) {
    return true;
  }
  if (!Number.isFinite(left) || !Number.isFinite(right) || (Number.isInteger(left) && Number.isInteger(right))) {
    return false;
  }
  const scale = Math.max(Math.abs(left), Math.abs(right));
  return Math.abs(left - right) <= Math.max(ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE * scale);
}

/** Real and imaginary part of a Python number, or null for anything else. */
function pythonNumber(value: CanonicalValue): readonly [number, number] | null {
  switch (value[0]) {
    case 'bool':
      return [value[1] === true ? 1 : 0, 0];
    case 'int':
      return [Number(textOf(value)), 0];
    case 'float':
      return [parseFloatText(textOf(value)), 0];
    case 'complex':
      return [parseFloatText(textOf(value)), parseFloatText(value[2] as string)];
    default:
      return null;
  }
}

function equalLeaves(left: CanonicalValue, right: CanonicalValue, language: Language): boolean {
  if (language === 'python' && !(left[0] === 'int' && right[0] === 'int')) {
    const [a, b] = [pythonNumber(left), pythonNumber(right)];
    if (a && b) {
      return closeEnough(a[0], b[0]) && closeEnough(a[1], b[1]);
    }
  }
  if (left[0] === 'nil') {
    return right[0] === 'none' || right[0] === 'undef';
  }
  if (left[0] !== right[0]) {
    return false;
  }
  if (left[0] === 'float' || left[0] === 'complex') {
    const close = (index: number): boolean =>
      closeEnough(parseFloatText(String(left[index])), parseFloatText(String(right[index])));
    return close(1) && (left[0] === 'float' || close(2));
  }
  return left[1] === right[1];
}

function equalWellFormed(left: CanonicalValue, right: CanonicalValue, language: Language): boolean {
  const tag = left[0];
  if (tag === 'obj' || tag === 'cut') {
    return false;
  }
  const equal = (a: CanonicalValue, b: CanonicalValue): boolean => equalWellFormed(a, b, language);
  const keyOf = (item: CanonicalValue): string => canonicalKey(item, language);
  if (tag === 'list' || tag === 'tuple') {
    const [a, b] = [itemsOf(left), itemsOf(right)];
    return tag === right[0] && a.length === b.length && a.every((item, index) => equal(item, b[index] as CanonicalValue));
  }
  if (tag === 'set') {
    return tag === right[0] && matchUnordered(itemsOf(left), itemsOf(right), keyOf, equal);
  }
  if (tag === 'dict') {
    return (
      tag === right[0] &&
      matchUnordered(entriesOf(left), entriesOf(right), ([key]) => keyOf(key), (a, b) => equal(a[0], b[0]) && equal(a[1], b[1]))
    );
  }
  return equalLeaves(left, right, language);
}

/**
 * Whether an example's value and what a candidate returned are equal as `language` sees it, floats
 * within a tolerance. Python: `==` between builtin values (`True == 1 == 1.0`, a list is no tuple).
 * JavaScript and TypeScript: deep equality, `-0` equals `0`. In all of them not-a-number equals
 * itself, because an example that states it expects it. Unknown types (`obj`), values over a limit
 * (`cut`) and malformed data equal nothing. Never throws, and takes time bounded by `OUTPUT_LIMITS`.
 */
export function compareValues(expected: CanonicalValue, actual: CanonicalValue, language: Language): boolean {
  return isCanonicalValue(expected) && isCanonicalValue(actual) && equalWellFormed(expected, actual, language);
}
