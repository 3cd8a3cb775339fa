import type { ValueType } from './valueTypes';

/** How outcomes of a type begin, as fingerprints write them. Python's numbers and truth values are written alike. */
const BEGINNINGS: Readonly<Partial<Record<ValueType['kind'], RegExp>>> = {
  int: /^(?:num:-?\d+$|float:-?\d+$|int:)/,
  float: /^(?:num|float|int):/,
  number: /^float:/,
  bigint: /^int:/,
  str: /^str:/,
  bool: /^(?:num:[01]$|bool:)/,
  none: /^none:/,
  undefined: /^undef:/,
  list: /^list\[/,
  set: /^set\[/,
  dict: /^dict\[/,
  record: /^dict\[/,
};

/**
 * Whether an outcome of a fingerprint is of a type, as far as its outermost part tells.
 * @returns null where that cannot be said
 */
export function fitsType(outcome: string, type: ValueType): boolean | null {
  if (type.kind === 'union') {
    const each = type.options.map((option) => fitsType(outcome, option));
    return each.includes(true) ? true : each.includes(null) ? null : false;
  }
  if (type.kind === 'tuple') {
    return /^(?:tuple|list)\[/.test(outcome);
  }
  const beginning = BEGINNINGS[type.kind];
  return beginning === undefined ? null : beginning.test(outcome);
}
