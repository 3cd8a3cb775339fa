import { OUTPUT_LIMITS, type CanonicalValue } from '../canonical';
import { arithmetic, integerValue, numberValue, roundHalfEven } from './numbers';
import { asNumber, compareOrder, dictOf, expectNumber, items, iterate, setOf, text } from './pythonValues';
import { notLiteral } from './reading';
import { writeValue } from './write';

export interface PythonArguments {
  readonly positional: readonly CanonicalValue[];
  readonly named: ReadonlyMap<string, CanonicalValue>;
}

type Builtin = (call: PythonArguments) => CanonicalValue;

function only({ positional, named }: PythonArguments): CanonicalValue {
  const [value] = positional;
  return value !== undefined && positional.length === 1 && named.size === 0 ? value : notLiteral('unusual arguments of a builtin');
}

function optional(call: PythonArguments, empty: CanonicalValue): CanonicalValue {
  return call.positional.length === 0 && call.named.size === 0 ? empty : only(call);
}

function truthy(value: CanonicalValue): boolean {
  const number = asNumber(value);
  if (number !== null) {
    return Number(number) !== 0;
  }
  return value[0] !== 'none' && (value[1] as string | readonly unknown[]).length > 0;
}

function sorted({ positional, named }: PythonArguments): CanonicalValue {
  const reverse = named.get('reverse');
  const [values] = positional;
  if (values === undefined || positional.length > 1 || named.size > (reverse ? 1 : 0)) {
    return notLiteral('sorted with a key');
  }
  const direction = reverse && truthy(reverse) ? -1 : 1;
  return ['list', [...iterate(values)].sort((a, b) => direction * compareOrder(a, b))];
}

function extreme(call: PythonArguments, sign: number): CanonicalValue {
  if (call.named.size > 0) {
    return notLiteral('min or max with a key');
  }
  const values = call.positional.length === 1 ? iterate(only(call)) : call.positional;
  const [first, ...rest] = values;
  if (first === undefined) {
    return notLiteral('min or max of nothing');
  }
  return rest.reduce((best, value) => (compareOrder(value, best) * sign > 0 ? value : best), first);
}

function round({ positional, named }: PythonArguments): CanonicalValue {
  const [value, digits] = positional;
  if (value === undefined || named.size > 0 || positional.length > 2) {
    return notLiteral('unusual arguments of round');
  }
  const number = expectNumber(value);
  if (typeof number === 'bigint') {
    return integerValue(number);
  }
  if (digits !== undefined) {
    return numberValue(roundHalfEven(number, Number(expectNumber(digits))));
  }
  const rounded = roundHalfEven(number, 0);
  return Number.isFinite(rounded) ? integerValue(BigInt(rounded)) : notLiteral('rounding what is not finite');
}

function toInteger(value: CanonicalValue): CanonicalValue {
  if (value[0] === 'str') {
    return /^\s*[+-]?\d+\s*$/.test(text(value)) ? integerValue(BigInt(text(value).trim().replace(/^\+/, ''))) : notLiteral('int of such a text');
  }
  const number = expectNumber(value);
  if (typeof number === 'bigint') {
    return integerValue(number);
  }
  return Number.isFinite(number) ? integerValue(BigInt(Math.trunc(number))) : notLiteral('int of what is not finite');
}

function toFloat(value: CanonicalValue): CanonicalValue {
  if (value[0] !== 'str') {
    return numberValue(Number(expectNumber(value)));
  }
  const special: Readonly<Record<string, number>> = { inf: Infinity, infinity: Infinity, nan: Number.NaN };
  const [, sign = '', body = ''] = /^\s*([+-]?)(.*?)\s*$/s.exec(text(value).toLowerCase()) ?? [];
  const number = special[body] ?? (/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/.test(body) ? Number(body) : notLiteral('float of such a text'));
  return numberValue(sign === '-' ? -number : number);
}

function range({ positional }: PythonArguments): CanonicalValue {
  const numbers = positional.map((value) => expectNumber(value));
  const [from, to, step] = numbers.length === 1 ? [0n, numbers[0], 1n] : [numbers[0], numbers[1], numbers[2] ?? 1n];
  if (typeof from !== 'bigint' || typeof to !== 'bigint' || typeof step !== 'bigint' || step === 0n) {
    return notLiteral('unusual arguments of range');
  }
  const distance = step > 0n ? to - from : from - to;
  const width = step > 0n ? step : -step;
  const count = distance <= 0n ? 0n : (distance + width - 1n) / width;
  if (count > BigInt(OUTPUT_LIMITS.nodes)) {
    return notLiteral('a range that long');
  }
  return ['list', Array.from({ length: Number(count) }, (_, index) => integerValue(from + BigInt(index) * step))];
}

function dict(call: PythonArguments): CanonicalValue {
  const named = [...call.named].map(([key, value]) => [['str', key], value] as const);
  const [base] = call.positional;
  if (base === undefined) {
    return dictOf(named, 'python');
  }
  const pairs = base[0] === 'dict'
    ? (base[1] as readonly (readonly [CanonicalValue, CanonicalValue])[])
    : iterate(base).map((pair) => {
        const [key, value, ...more] = iterate(pair);
        return key && value && more.length === 0 ? ([key, value] as const) : notLiteral('dict of what is not pairs');
      });
  return dictOf([...pairs, ...named], 'python');
}

/** Builtins without side effects, on values that are known. `range` is handled by its consumers. */
export const PYTHON_BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['set', (call) => setOf(iterate(optional(call, ['list', []])), 'python')],
  ['frozenset', (call) => setOf(iterate(optional(call, ['list', []])), 'python')],
  ['list', (call) => ['list', iterate(optional(call, ['list', []]))]],
  ['tuple', (call) => ['tuple', iterate(optional(call, ['list', []]))]],
  ['dict', dict],
  ['sorted', sorted],
  ['len', (call) => integerValue(BigInt(iterate(only(call)).length))],
  ['abs', (call) => {
    const number = expectNumber(only(call));
    return numberValue(typeof number === 'bigint' ? (number < 0n ? -number : number) : Math.abs(number));
  }],
  ['round', round],
  ['sum', (call) => numberValue(iterate(only(call)).map(expectNumber).reduce((total, each) => arithmetic('+', total, each), 0n))],
  ['min', (call) => extreme(call, -1)],
  ['max', (call) => extreme(call, 1)],
  ['int', (call) => toInteger(optional(call, ['int', '0']))],
  ['float', (call) => toFloat(optional(call, ['int', '0']))],
  ['bool', (call) => ['bool', truthy(optional(call, ['bool', false]))]],
  ['str', (call) => {
    const value = optional(call, ['str', '']);
    return value[0] === 'str' ? value : ['str', writeValue(value, 'python')];
  }],
]);

/** Builtins that only look at the items of their argument, and so may be given a `range`. */
export const RANGE_CONSUMERS: ReadonlySet<string> = new Set(['set', 'frozenset', 'list', 'tuple', 'sorted', 'len', 'sum', 'min', 'max']);

export function rangeItems(call: PythonArguments): CanonicalValue {
  return ['list', items(range(call))];
}
