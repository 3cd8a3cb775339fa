import type { CanonicalValue } from './format';

/** Typed views of the payload of a value that `isCanonicalValue` accepted. */
export function itemsOf(value: CanonicalValue): readonly CanonicalValue[] {
  return value[1] as readonly CanonicalValue[];
}

export function entriesOf(value: CanonicalValue): readonly (readonly [CanonicalValue, CanonicalValue])[] {
  return value[1] as readonly (readonly [CanonicalValue, CanonicalValue])[];
}

export function textOf(value: CanonicalValue): string {
  return value[1] as string;
}

/** Reads the payload of `float`, or of either part of `complex`. */
export function parseFloatText(text: string): number {
  switch (text) {
    case 'nan':
      return Number.NaN;
    case 'inf':
      return Number.POSITIVE_INFINITY;
    case '-inf':
      return Number.NEGATIVE_INFINITY;
    default:
      return Number(text);
  }
}

/** The payload of `float` for a number: shortest decimal that reads back the same. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) {
    return 'nan';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? 'inf' : '-inf';
  }
  return Object.is(value, -0) ? '-0.0' : String(value);
}

export function floatValue(value: number): CanonicalValue {
  return ['float', floatText(value)];
}
