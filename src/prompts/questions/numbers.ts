import { unitKey } from './units';

/** A quantity in an answer. */
export interface Amount {
  /** The same for numbers that are equal: a fraction in lowest terms, such as `1/2`, or `1000`. */
  readonly value: string;
  /** Canonical unit; empty where there is none. */
  readonly unit: string;
}

/** Longer numbers answer no question, and an exponent of a billion would fill the memory. */
const MAX_DIGITS = 60;
const MAX_EXPONENT = 60;

/** Digits in groups of three with one and the same separator between them, or without any. */
const WHOLE = String.raw`\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d{1,3}(?:_\d{3})+|\d+`;
const NUMBER = new RegExp(
  String.raw`^([-+])?\s?([$€£])?\s?(?:(${WHOLE})(?:\.(\d*))?|\.(\d+))(?:\s*\/\s*(\d+))?(?:\s*(?:[eE]|(?:x|\*|×)\s*10\s*\^)\s*\(?([-+]?\d{1,4})\)?)?`,
);
/** What stands before a number without changing it. */
const HEDGE = /^(?:about|approximately|approx\.?|around|roughly|exactly|≈|~|=)\s*/i;
/** A unit: letters and signs, up to three words. */
const UNIT = /^[\p{L}°%µμ$€£²³][\p{L}°%µμ²³^/.\-\d]*(?: [\p{L}°%µμ²³^/\-]+){0,2}$/u;
/** After these it was no unit but a sentence. */
const NO_UNIT = /^(?:is|are|was|were|and|or|to|of|because|which|that|since|so|as|if|in|for|from|with|by|times|plus|minus|the|more|less)\b/i;

const WORDS = [
  'zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen',
  'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen', 'twenty',
] as const;

/** Null where the text is more or less than one number with at most a unit. */
export function readAmount(text: string): Amount | null {
  const bare = text.trim().replace(/[−–]/g, '-').replace(HEDGE, '').replace(/^of\s+/i, '');
  return wordAmount(bare) ?? digitAmount(bare);
}

function wordAmount(text: string): Amount | null {
  const [first = '', ...rest] = text.split(' ');
  const value = (WORDS as readonly string[]).indexOf(first.toLowerCase());
  const unit = rest.join(' ');
  return value < 0 || (unit !== '' && !isUnit(unit)) ? null : { value: String(value), unit: unitKey(unit) };
}

function digitAmount(text: string): Amount | null {
  const match = NUMBER.exec(text);
  if (!match) {
    return null;
  }
  const [all, sign = '', currency = '', whole = '', decimals = '', bareDecimals = '', divisor = '', exponent = '0'] = match;
  const rest = text.slice(all.length).replace(/\s*\([^)]*\)$/, '').trim();
  if (rest !== '' && !isUnit(rest)) {
    return null;
  }
  const value = rational({ sign, whole: whole.replace(/\D/g, ''), decimals: decimals + bareDecimals, divisor, exponent: Number(exponent) });
  return value === null ? null : { value, unit: unitKey(rest === '' ? currency : rest) };
}

function isUnit(text: string): boolean {
  return UNIT.test(text) && !NO_UNIT.test(text);
}

interface NumberParts {
  readonly sign: string;
  readonly whole: string;
  readonly decimals: string;
  readonly divisor: string;
  readonly exponent: number;
}

/** In lowest terms; null where it is too long, or divided by zero. */
function rational({ sign, whole, decimals, divisor, exponent }: NumberParts): string | null {
  if (whole.length + decimals.length > MAX_DIGITS || divisor.length > MAX_DIGITS || Math.abs(exponent) > MAX_EXPONENT) {
    return null;
  }
  const scale = exponent - decimals.length;
  const top = BigInt(`${whole}${decimals}`) * (scale > 0 ? 10n ** BigInt(scale) : 1n);
  const bottom = BigInt(divisor === '' ? 1 : divisor) * (scale < 0 ? 10n ** BigInt(-scale) : 1n);
  if (bottom === 0n) {
    return null;
  }
  const common = greatestCommonDivisor(top, bottom);
  const [numerator, denominator] = [top / common, bottom / common];
  return `${sign === '-' && numerator !== 0n ? '-' : ''}${numerator}${denominator === 1n ? '' : `/${denominator}`}`;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) {
    [larger, smaller] = [smaller, larger % smaller];
  }
  return larger === 0n ? 1n : larger;
}
