import type { CanonicalValue } from '../canonical';

/** A type of values as far as inputs can be made of it. `number` is JavaScript's; `unknown` is left open. */
export type ValueType =
  | { readonly kind: 'int' | 'float' | 'number' | 'bigint' | 'str' | 'bool' | 'none' | 'undefined' | 'unknown' }
  | { readonly kind: 'list' | 'set'; readonly item: ValueType }
  | { readonly kind: 'tuple'; readonly items: readonly ValueType[] }
  | { readonly kind: 'dict'; readonly key: ValueType; readonly value: ValueType }
  | { readonly kind: 'record'; readonly fields: readonly RecordField[] }
  | { readonly kind: 'union'; readonly options: readonly ValueType[] }
  | { readonly kind: 'constant'; readonly value: CanonicalValue };

export interface RecordField {
  readonly name: string;
  readonly type: ValueType;
}

export const UNKNOWN: ValueType = { kind: 'unknown' };

/** A type without `unknown` anywhere inside. */
export function isKnown(type: ValueType): boolean {
  switch (type.kind) {
    case 'unknown':
      return false;
    case 'list':
    case 'set':
      return isKnown(type.item);
    case 'tuple':
      return type.items.every(isKnown);
    case 'dict':
      return isKnown(type.key) && isKnown(type.value);
    case 'record':
      return type.fields.every((field) => isKnown(field.type));
    case 'union':
      return type.options.every(isKnown);
    default:
      return true;
  }
}

export function unionOf(options: readonly ValueType[]): ValueType {
  const flat = options.flatMap((option) => (option.kind === 'union' ? option.options : [option]));
  const unique = [...new Map(flat.map((option) => [JSON.stringify(option), option])).values()];
  const [only] = unique;
  return only === undefined ? UNKNOWN : unique.length === 1 ? only : { kind: 'union', options: unique };
}

/** The narrowest type of these that has both; `unknown` gives way. */
function joinTypes(left: ValueType, right: ValueType): ValueType {
  if (left.kind === 'unknown' || right.kind === 'unknown') {
    return left.kind === 'unknown' ? right : left;
  }
  if ((left.kind === 'list' || left.kind === 'set') && left.kind === right.kind) {
    return { kind: left.kind, item: joinTypes(left.item, right.item) };
  }
  if (left.kind === 'tuple' && right.kind === 'tuple' && left.items.length === right.items.length) {
    return { kind: 'tuple', items: left.items.map((item, index) => joinTypes(item, right.items[index] ?? UNKNOWN)) };
  }
  if (left.kind === 'dict' && right.kind === 'dict') {
    return { kind: 'dict', key: joinTypes(left.key, right.key), value: joinTypes(left.value, right.value) };
  }
  const kinds = [left.kind, right.kind];
  return kinds.every((kind) => kind === 'int' || kind === 'float') ? { kind: kinds.includes('float') ? 'float' : 'int' } : unionOf([left, right]);
}

const LEAVES: Readonly<Record<string, ValueType>> = {
  int: { kind: 'int' }, str: { kind: 'str' }, bool: { kind: 'bool' }, none: { kind: 'none' }, undef: { kind: 'undefined' },
};

function inferOne(value: CanonicalValue, isScript: boolean): ValueType {
  const items = (): readonly ValueType[] => (value[1] as readonly CanonicalValue[]).map((item) => inferOne(item, isScript));
  switch (value[0]) {
    case 'float':
      // JavaScript writes whole numbers and others alike.
      return { kind: isScript && /^-?\d+$/.test(String(value[1])) ? 'int' : 'float' };
    case 'list':
    case 'set':
      return { kind: value[0], item: items().reduce(joinTypes, UNKNOWN) };
    case 'tuple':
      return { kind: 'tuple', items: items() };
    case 'dict': {
      const pairs = value[1] as readonly (readonly [CanonicalValue, CanonicalValue])[];
      const typesAt = (index: 0 | 1): ValueType => pairs.map((pair) => inferOne(pair[index], isScript)).reduce(joinTypes, UNKNOWN);
      return { kind: 'dict', key: typesAt(0), value: typesAt(1) };
    }
    default:
      return value[0] === 'int' && isScript ? { kind: 'bigint' } : (LEAVES[value[0]] ?? UNKNOWN);
  }
}

/** The type that values written in examples have together. */
export function inferType(values: readonly CanonicalValue[], isScript: boolean): ValueType {
  return values.map((value) => inferOne(value, isScript)).reduce(joinTypes, UNKNOWN);
}

/** What is declared, with what it leaves open taken from what examples show. */
export function refine(declared: ValueType, shown: ValueType): ValueType {
  if (declared.kind === 'unknown') {
    return shown;
  }
  if (declared.kind === 'number') {
    return shown.kind === 'int' || shown.kind === 'float' ? shown : declared;
  }
  if ((declared.kind === 'list' || declared.kind === 'set') && (shown.kind === 'list' || shown.kind === 'set')) {
    return { kind: declared.kind, item: refine(declared.item, shown.item) };
  }
  if (declared.kind === 'list' && shown.kind === 'tuple') {
    return shown;
  }
  if (declared.kind === 'tuple' && shown.kind === 'tuple' && (declared.items.length === shown.items.length || declared.items.length === 0)) {
    return { kind: 'tuple', items: shown.items.map((item, index) => refine(declared.items[index] ?? UNKNOWN, item)) };
  }
  if (declared.kind === 'dict' && shown.kind === 'dict') {
    return { kind: 'dict', key: refine(declared.key, shown.key), value: refine(declared.value, shown.value) };
  }
  return declared;
}
