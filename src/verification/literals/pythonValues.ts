import { canonicalKey, OUTPUT_LIMITS, type CanonicalValue } from '../canonical';
import { notLiteral, quote } from './reading';
import type { PythonNumber } from './numbers';

export function items(value: CanonicalValue): readonly CanonicalValue[] {
  return value[1] as readonly CanonicalValue[];
}

export function entries(value: CanonicalValue): readonly (readonly [CanonicalValue, CanonicalValue])[] {
  return value[1] as readonly (readonly [CanonicalValue, CanonicalValue])[];
}

export function text(value: CanonicalValue): string {
  return value[1] as string;
}

export function parseFloatPayload(payload: string): number {
  const special: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity };
  return special[payload] ?? Number(payload);
}

/** The number that a `bool`, `int` or `float` stands for, or null. */
export function asNumber(value: CanonicalValue): PythonNumber | null {
  switch (value[0]) {
    case 'bool':
      return value[1] === true ? 1n : 0n;
    case 'int':
      return BigInt(text(value));
    case 'float':
      return parseFloatPayload(text(value));
    default:
      return null;
  }
}

export function expectNumber(value: CanonicalValue): PythonNumber {
  return asNumber(value) ?? notLiteral(`a ${value[0]} where a number is needed`);
}

/** What iterating over the value gives. */
export function iterate(value: CanonicalValue): readonly CanonicalValue[] {
  switch (value[0]) {
    case 'list':
    case 'tuple':
    case 'set':
      return items(value);
    case 'dict':
      return entries(value).map(([key]) => key);
    case 'str':
      return [...text(value)].map((character): CanonicalValue => ['str', character]);
    default:
      return notLiteral(`a ${value[0]} cannot be iterated`);
  }
}

function isHashable(value: CanonicalValue): boolean {
  return value[0] === 'tuple' ? items(value).every(isHashable) : value[0] !== 'list' && value[0] !== 'dict';
}

/** A set holds each of equal values once: `{1, True}` has one element. */
export function setOf(values: readonly CanonicalValue[], language: 'python' | 'javascript'): CanonicalValue {
  if (language === 'python' && !values.every(isHashable)) {
    return notLiteral('a set of values that cannot be in a set');
  }
  const unique = new Map(values.map((value, index) => [language === 'javascript' && Array.isArray(value[1]) ? `#${index}` : canonicalKey(value, language), value]));
  return ['set', [...unique.values()]];
}

/** Of entries with an equal key the first key and the last value stay. */
export function dictOf(pairs: readonly (readonly [CanonicalValue, CanonicalValue])[], language: 'python' | 'javascript'): CanonicalValue {
  const unique = new Map<string, readonly [CanonicalValue, CanonicalValue]>();
  for (const [key, value] of pairs) {
    if (language === 'python' && !isHashable(key)) {
      return notLiteral('a dict with a key that cannot be one');
    }
    const name = canonicalKey(key, language);
    unique.set(name, [unique.get(name)?.[0] ?? key, value]);
  }
  return ['dict', [...unique.values()]];
}

/** Python's `<` as a comparator, for numbers, strings and sequences of them. */
export function compareOrder(left: CanonicalValue, right: CanonicalValue): number {
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a !== null && b !== null) {
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (left[0] === 'str' && right[0] === 'str') {
    return compareCodePoints(text(left), text(right));
  }
  if (left[0] === right[0] && (left[0] === 'list' || left[0] === 'tuple')) {
    const [first, second] = [items(left), items(right)];
    for (let index = 0; index < Math.min(first.length, second.length); index += 1) {
      const order = compareOrder(first[index] as CanonicalValue, second[index] as CanonicalValue);
      if (order !== 0) {
        return order;
      }
    }
    return first.length - second.length;
  }
  return notLiteral(`${left[0]} and ${right[0]} have no order`);
}

function compareCodePoints(left: string, right: string): number {
  const [a, b] = [[...left], [...right]];
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const order = (a[index]?.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? 0);
    if (order !== 0) {
      return order;
    }
  }
  return a.length - b.length;
}

/** `'ab' * 3`, `[0] * 5`. */
export function repeat(value: CanonicalValue, count: PythonNumber): CanonicalValue {
  if (typeof count !== 'bigint') {
    return notLiteral('a sequence repeated a fractional number of times');
  }
  const times = count < 0n ? 0 : Number(count);
  const size = Array.isArray(value[1]) ? items(value).length : text(value).length;
  if (size * times > OUTPUT_LIMITS.nodes) {
    return notLiteral(`${quote(`a ${value[0]} repeated ${times} times`)} is too large`);
  }
  if (value[0] === 'str') {
    return ['str', text(value).repeat(times)];
  }
  return [value[0], Array.from({ length: times }, () => items(value)).flat()];
}
