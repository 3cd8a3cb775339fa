import type { CanonicalValue } from '../canonical';

/** What values that stay near the examples are made of. */
export interface Hints {
  /** Bounds of whole numbers. */
  readonly min: number;
  readonly max: number;
  readonly characters: readonly string[];
  /** Most elements or characters. */
  readonly length: number;
}

/** Numbers go up to twice the largest that is shown, and no further: code that counts up to them must end. */
const NUMBER_FACTOR = 2;
const LEAST_MAX = 10;
/** Past this, made-up numbers stand for "large" and no more. */
const MOST_MAX = 10_000;
/** Without any example. */
const UNSHOWN_MIN = -20;
const UNSHOWN_MAX = 20;
const LEAST_LENGTH = 5;
/** Longest list or text: behaviour changes with the first few elements, and slow code must end. */
const MOST_LENGTH = 30;
const USUAL_CHARACTERS = ['a', 'b', 'c', 'A', 'Z', '0', '9', ' '];

interface Seen {
  readonly numbers: number[];
  readonly texts: string[];
  readonly lengths: number[];
}

function look(value: CanonicalValue, seen: Seen): void {
  const [tag, payload] = value;
  if (tag === 'int' || tag === 'float') {
    const number = Number(payload);
    seen.numbers.push(...(Number.isFinite(number) ? [number] : []));
  } else if (tag === 'str') {
    seen.texts.push(String(payload));
    seen.lengths.push(String(payload).length);
  } else if (Array.isArray(payload)) {
    seen.lengths.push(payload.length);
    const parts = (tag === 'dict' ? payload.flat() : payload) as readonly CanonicalValue[];
    parts.forEach((part) => look(part, seen));
  }
}

/** Reads off the examples how large numbers are, which characters there are, how long things get. */
export function hintsOf(values: readonly CanonicalValue[]): Hints {
  const seen: Seen = { numbers: [], texts: [], lengths: [] };
  values.forEach((value) => look(value, seen));
  const hasNumbers = seen.numbers.length > 0;
  const largest = Math.max(LEAST_MAX, ...seen.numbers.map(Math.abs)) * NUMBER_FACTOR;
  const max = hasNumbers ? Math.min(Math.ceil(largest), MOST_MAX) : UNSHOWN_MAX;
  const shown = [...new Set(seen.texts.join(''))];
  return {
    // A count stays a count: few functions are defined below zero when their examples are not.
    min: hasNumbers ? (seen.numbers.some((number) => number < 0) ? -max : 0) : UNSHOWN_MIN,
    max,
    characters: shown.length > 0 ? shown : USUAL_CHARACTERS,
    length: Math.min(MOST_LENGTH, Math.max(LEAST_LENGTH, ...seen.lengths) + 2),
  };
}
