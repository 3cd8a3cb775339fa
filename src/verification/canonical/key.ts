import type { Language } from '../types';
import type { CanonicalValue } from './format';
import { entriesOf, floatText, itemsOf, parseFloatText, textOf } from './parts';

/**
 * Significant digits of a float in a key. Two correct programs that add in another order differ in
 * the last one or two of a double's 15 to 17 digits; they must still have the same key.
 */
const KEY_DIGITS = 12;

function floatKey(text: string): string {
  const value = parseFloatText(text);
  return floatText(Number.isInteger(value) ? value + 0 || 0 : Number(value.toPrecision(KEY_DIGITS)));
}

/** One spelling for all Python numbers that are equal: `True`, `1`, `1.0` and `1+0j`. */
function pythonNumberKey(value: CanonicalValue): string {
  switch (value[0]) {
    case 'bool':
      return value[1] === true ? '1' : '0';
    case 'int':
      return textOf(value);
    case 'complex': {
      const imaginary = floatKey(value[2] as string);
      const real = pythonNumberKey(['float', textOf(value)]);
      return imaginary === '0' ? real : `${real}+${imaginary}j`;
    }
    default: {
      const number = parseFloatText(textOf(value));
      return Number.isInteger(number) ? BigInt(number).toString() : floatKey(textOf(value));
    }
  }
}

function leafKey(value: CanonicalValue, language: Language | null): string {
  const tag = value[0];
  const isNumber = tag === 'bool' || tag === 'int' || tag === 'float' || tag === 'complex';
  if (isNumber && language === 'python') {
    return `num:${pythonNumberKey(value)}`;
  }
  if (tag === 'float' || tag === 'complex') {
    return `${tag}:${value.slice(1).map((part) => floatKey(String(part))).join(',')}`;
  }
  return `${tag}:${JSON.stringify(value[1] ?? null)}`;
}

/**
 * A string that is the same for values that are the same: order of sets and dicts and the last
 * digits of floats do not matter. With a language, numbers that its `==` calls equal share a key;
 * without one, the type counts too. The value must be well-formed (`isCanonicalValue`).
 */
export function canonicalKey(value: CanonicalValue, language: Language | null = null): string {
  switch (value[0]) {
    case 'list':
    case 'tuple':
      return `${value[0]}[${itemsOf(value).map((item) => canonicalKey(item, language)).join(',')}]`;
    case 'set':
      return `set[${itemsOf(value).map((item) => canonicalKey(item, language)).sort().join(',')}]`;
    case 'dict':
      return `dict[${entriesOf(value)
        .map(([key, item]) => `${canonicalKey(key, language)}=${canonicalKey(item, language)}`)
        .sort()
        .join(',')}]`;
    default:
      return leafKey(value, language);
  }
}

/** Whether a well-formed value could equal anything: no `obj` and no `cut` inside. */
export function isComparable(value: CanonicalValue): boolean {
  switch (value[0]) {
    case 'obj':
    case 'cut':
      return false;
    case 'list':
    case 'tuple':
    case 'set':
      return itemsOf(value).every(isComparable);
    case 'dict':
      return entriesOf(value).every(([key, item]) => isComparable(key) && isComparable(item));
    default:
      return true;
  }
}
