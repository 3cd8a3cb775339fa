import { refuse } from '../examples/context';
import type { ValueType } from '../agreement/valueTypes';

/** What words say of the variables of a property. */
export interface Quantifier {
  /** Variables in the order in which they are named; empty where the words name none. */
  readonly names: readonly string[];
  /** Type of each by the words; null where they say none. */
  readonly type: ValueType | null;
  readonly isAllowed: (value: unknown) => boolean;
}

const LIST: ValueType = { kind: 'list', item: { kind: 'int' } };
const NUMBERS: ValueType = { kind: 'int' };
const TYPES: Readonly<Record<string, ValueType | null>> = {
  integer: NUMBERS, integers: NUMBERS, int: NUMBERS, number: null, numbers: null, list: null, lists: null, array: null, arrays: null,
  string: { kind: 'str' }, strings: { kind: 'str' }, text: { kind: 'str' }, texts: { kind: 'str' }, value: null, values: null, input: null, inputs: null,
  argument: null, arguments: null, of: null, the: null, a: null, an: null, and: null,
};

type Test = (value: unknown) => boolean;

const ADJECTIVES: Readonly<Record<string, Test>> = {
  positive: (value) => typeof value === 'number' && value > 0,
  negative: (value) => typeof value === 'number' && value < 0,
  nonnegative: (value) => typeof value === 'number' && value >= 0,
  nonempty: (value) => isSized(value) && value.length > 0,
};

function isSized(value: unknown): value is { readonly length: number } {
  return typeof value === 'string' || Array.isArray(value);
}

const COMPARISONS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '>': (left, right) => left > right, '>=': (left, right) => left >= right, '<': (left, right) => left < right, '<=': (left, right) => left <= right,
};
const BOUND = /^([A-Za-z_]\w*)\s*(>=|<=|>|<|≥|≤)\s*(-?\d+)$/;

/**
 * Reads what stands between "for all" and the statement, such as `positive integers n` or `n >= 2`.
 * Refuses every word whose meaning is not known: a condition left out would make a property stricter.
 */
export function readQuantifier(phrase: string, isVariable: (name: string) => boolean): Quantifier {
  const names: string[] = [];
  const tests: Test[] = [];
  let type: ValueType | null = null;
  const text = phrase.trim().replace(/\bnon[- ](negative|empty)\b/g, 'non$1');
  for (const part of text.split(/\s*,\s*|\s+(?=(?:and|with|where)\s)/)) {
    const bound = BOUND.exec(part.replace(/^(?:and|with|where)\s+/, '').replace(/^(?:(?:the|an?|all|every|any|each|integers?|int|numbers?)\s+)*/, ''));
    if (bound) {
      const compare = COMPARISONS[(bound[2] ?? '').replace('≥', '>=').replace('≤', '<=')];
      const limit = Number(bound[3]);
      names.push(...(names.includes(bound[1] ?? '') ? [] : [bound[1] ?? '']));
      tests.push((value) => typeof value === 'number' && compare?.(value, limit) === true);
      continue;
    }
    for (const word of part.split(/\s+/).filter((each) => each !== '')) {
      const plain = word.replace(/[`'"]/g, '');
      const test = ADJECTIVES[plain.toLowerCase()];
      if (isVariable(plain)) {
        names.push(plain);
      } else if (test) {
        tests.push(test);
      } else if (plain in TYPES) {
        type = /^(?:list|array)s?$/.test(plain) ? LIST : (TYPES[plain] ?? type);
      } else {
        return refuse(`what "${plain}" says of its inputs is not understood`);
      }
    }
  }
  return { names, type, isAllowed: (value) => tests.every((test) => test(value)) };
}
