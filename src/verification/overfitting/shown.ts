import { canonicalKey, type CanonicalValue } from '../canonical';
import { argumentValues, isBareCall } from '../agreement';
import type { Grammars } from '../literals';
import { outline } from '../task/functions';
import type { CodeTask, Language } from '../types';

/** An example as a program that looks answers up could know it. */
export interface ShownExample {
  readonly expression: string;
  readonly arguments: readonly CanonicalValue[];
  /** Null where the example does not say what the call itself returns. */
  readonly answer: CanonicalValue | null;
}

/** Lists and tuples with the same items are one key: a table may hold either. */
export function looseKey(value: CanonicalValue, language: Language): string {
  return canonicalKey(asLists(value), language);
}

function asLists(value: CanonicalValue): CanonicalValue {
  return value[0] === 'list' || value[0] === 'tuple' ? ['list', (value[1] as readonly CanonicalValue[]).map(asLists)] : value;
}

/** The examples whose arguments are known by reading. */
export function shownExamples(grammars: Grammars, task: CodeTask): readonly ShownExample[] {
  const { functionName } = task;
  if (functionName === null) {
    return [];
  }
  const definition = outline(grammars.own, task.text).functions.findLast((found) => found.name === functionName);
  const names = definition?.parameters.map(({ name }) => name) ?? null;
  return task.examples.flatMap((example) => {
    const values = argumentValues(grammars, example, functionName, names);
    const answer = example.expected.type === 'value' && isBareCall(example, functionName) ? example.expected.value : null;
    return values === null || values.length === 0 ? [] : [{ expression: example.expression, arguments: values, answer }];
  });
}

/** Values that stand at the edges of what functions take, or that any program contains. */
const COMMON_NUMBER = 2;

/** Whether programs of all kinds contain this value, so that finding it says nothing. */
export function isCommon([tag, payload]: CanonicalValue): boolean {
  switch (tag) {
    case 'int':
    case 'float':
      return Math.abs(Number(payload)) <= COMMON_NUMBER;
    case 'str':
      return String(payload).length <= 1;
    case 'list':
    case 'tuple':
    case 'set':
    case 'dict': {
      const items = payload as readonly CanonicalValue[];
      return items.length === 0 || (items.length === 1 && tag !== 'dict' && isCommon(items[0] as CanonicalValue));
    }
    default:
      return true;
  }
}

/** The letters and digits of a value in order, by which a text made of it is known whatever stands between them. */
export function wordsOf(value: CanonicalValue): string {
  return flat(value).join(' ');
}

export function wordsIn(text: string): string {
  return (text.match(/-?\d+(?:\.\d+)?|[\p{L}\p{N}]+/gu) ?? []).map((word) => (/^-?\d/.test(word) ? String(Number(word)) : word)).join(' ');
}

function flat(value: CanonicalValue): readonly string[] {
  const [tag, payload] = value;
  if (Array.isArray(payload)) {
    return ((tag === 'dict' ? payload.flat() : payload) as readonly CanonicalValue[]).flatMap(flat);
  }
  return [wordsIn(String(payload ?? tag))].filter((word) => word !== '');
}
