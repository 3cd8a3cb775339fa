import fc from 'fast-check';
import { floatValue, type CanonicalValue } from '../canonical';
import { dictOf, setOf } from '../literals/pythonValues';
import { NotLiteral } from '../literals';
import type { Language } from '../types';
import type { Hints } from './hints';
import type { ValueType } from './valueTypes';

/** Steps of made-up fractions: they are exact in binary, so that sums in another order are the same. */
const FRACTIONS = 4;
/** Sorted, reversed, and all the same: so many elements tell these apart. */
const ROW = 4;
/** Texts with what ASCII has not: an accent, a letter that grows in upper case, a character of two units. */
const UNICODE_TEXTS = ['é', 'ß', '😀a'];

const INTEGERS = [0, 1, 2, 3, 7, 10, 100];

function isScript(language: Language): boolean {
  return language !== 'python';
}

function whole(number: number, language: Language): CanonicalValue {
  return isScript(language) ? floatValue(number) : ['int', String(number)];
}

/** Elements of a made-up row: the first few boundary values, in order where they have one. */
function rowsOf(item: ValueType, hints: Hints, language: Language): readonly (readonly CanonicalValue[])[] {
  const items = boundaryValues(item, hints, language).slice(0, ROW);
  const [first] = items;
  return first === undefined ? [[]] : [[], [first], [first, first], items, items.toReversed(), Array.from({ length: hints.length }, (_, index) => items[index % items.length] ?? first)];
}

function boundaryNumbers(type: ValueType, { min, max }: Hints, language: Language): readonly CanonicalValue[] {
  const integers = [...new Set([...INTEGERS, max, ...(min < 0 ? [-1, min] : [])])].filter((number) => number >= min && number <= max);
  if (type.kind === 'int' || type.kind === 'bigint') {
    return integers.map((number): CanonicalValue => (type.kind === 'bigint' ? ['int', String(number)] : whole(number, language)));
  }
  return [...integers.map(floatValue), floatValue(0.5), ...(min < 0 ? [floatValue(-1.25)] : [])];
}

function boundaryTexts({ characters, length }: Hints): readonly CanonicalValue[] {
  const some = characters.slice(0, length);
  const texts = ['', some[0] ?? 'a', (some[0] ?? 'a').repeat(2), some.join(''), some.toReversed().join(''), some.join('').toUpperCase(), ...UNICODE_TEXTS];
  return [...new Set(texts)].map((text): CanonicalValue => ['str', text]);
}

/** Values at which programs change what they do, the simplest first. */
export function boundaryValues(type: ValueType, hints: Hints, language: Language): readonly CanonicalValue[] {
  switch (type.kind) {
    case 'int':
    case 'bigint':
    case 'float':
    case 'number':
      return boundaryNumbers(type, hints, language);
    case 'str':
      return boundaryTexts(hints);
    case 'bool':
      return [['bool', false], ['bool', true]];
    case 'none':
      return [['none']];
    case 'undefined':
      return [['undef']];
    case 'constant':
      return [type.value];
    case 'list':
      return rowsOf(type.item, hints, language).map((items): CanonicalValue => ['list', items]);
    case 'set':
      return possible(rowsOf(type.item, hints, language).map((items) => () => setOf(items, isScript(language) ? 'javascript' : 'python')));
    case 'tuple': {
      const columns = type.items.map((item) => boundaryValues(item, hints, language));
      const count = Math.max(1, ...columns.map((column) => column.length));
      return Array.from({ length: count }, (_, index) => [isScript(language) ? 'list' : 'tuple', columns.map((column) => column[index % column.length])] as const);
    }
    case 'dict':
      return boundaryDicts(type, hints, language);
    case 'record':
      return boundaryRecords(type, hints, language);
    case 'union':
      return type.options.flatMap((option) => boundaryValues(option, hints, language).slice(0, ROW));
    case 'unknown':
      return [];
  }
}

/** Values that can be made: some sets and dicts cannot. */
function possible(makers: readonly (() => CanonicalValue)[]): readonly CanonicalValue[] {
  return makers.flatMap((make) => {
    try {
      return [make()];
    } catch (error) {
      // A list is no element of a set: nothing to try then.
      if (error instanceof NotLiteral) {
        return [];
      }
      throw error;
    }
  });
}

function boundaryDicts(type: Extract<ValueType, { kind: 'dict' }>, hints: Hints, language: Language): readonly CanonicalValue[] {
  const keys = boundaryValues(type.key, hints, language);
  const values = boundaryValues(type.value, hints, language);
  const pairs = keys.map((key, index) => [key, values[index % values.length] ?? key] as const);
  return possible([0, 1, 2, ROW].map((count) => () => dictOf(pairs.slice(0, count), isScript(language) ? 'javascript' : 'python')));
}

function boundaryRecords(type: Extract<ValueType, { kind: 'record' }>, hints: Hints, language: Language): readonly CanonicalValue[] {
  const columns = type.fields.map((field) => boundaryValues(field.type, hints, language));
  const count = Math.max(1, ...columns.map((column) => column.length));
  return Array.from({ length: count }, (_, index) => ['dict', type.fields.map(({ name }, at) => [['str', name], columns[at]?.[index % (columns[at]?.length ?? 1)] ?? ['none']])] as const);
}

/** Random values of a type. Two thirds of the rows repeat elements: many programs are about what occurs twice. */
export function arbitraryOf(type: ValueType, hints: Hints, language: Language): fc.Arbitrary<CanonicalValue> {
  const inner = (part: ValueType): fc.Arbitrary<CanonicalValue> => arbitraryOf(part, hints, language);
  const rows = (item: ValueType): fc.Arbitrary<readonly CanonicalValue[]> => {
    const free = fc.array(inner(item), { maxLength: hints.length });
    const few = fc.array(inner(item), { minLength: 1, maxLength: 3 }).chain((items) => fc.array(fc.constantFrom(...items), { maxLength: hints.length }));
    return fc.oneof(free, few, few);
  };
  const side = isScript(language) ? 'javascript' : 'python';
  switch (type.kind) {
    case 'int':
      return fc.integer(hints).map((number) => whole(number, language));
    case 'bigint':
      return fc.integer(hints).map((number): CanonicalValue => ['int', String(number)]);
    case 'float':
    case 'number': {
      const step = type.kind === 'number' ? 1 : FRACTIONS;
      return fc.integer({ min: hints.min * step, max: hints.max * step }).map((number) => floatValue(number / step));
    }
    case 'str':
      return fc.string({ unit: fc.constantFrom(...hints.characters), maxLength: hints.length }).map((text): CanonicalValue => ['str', text]);
    case 'list':
      return rows(type.item).map((items): CanonicalValue => ['list', items]);
    case 'set':
      return rows(type.item).map((items) => setOf(items, side));
    case 'tuple':
      return fc.tuple(...type.items.map(inner)).map((items): CanonicalValue => [isScript(language) ? 'list' : 'tuple', items]);
    case 'dict':
      return fc.array(fc.tuple(inner(type.key), inner(type.value)), { maxLength: hints.length }).map((pairs) => dictOf(pairs, side));
    case 'record':
      return fc.tuple(...type.fields.map((field) => inner(field.type))).map((items): CanonicalValue => ['dict', items.map((item, index) => [['str', type.fields[index]?.name ?? ''], item])]);
    case 'union':
      return fc.oneof(...type.options.map(inner));
    default:
      return fc.constantFrom(...boundaryValues(type, hints, language));
  }
}
