import type { Random } from '../../base/random';
import { bracketEnd, topLevelPositions } from '../examples/scan';
import type { Language } from '../types';

/** Values at which programs change what they do. */
const BOUNDARY_INTEGERS = [0, 1, -1, 2, 10, 100] as const;
/** Perturbations stay small, so that an input remains one the task is about. */
const MAX_STEP = 3;
/** Longest list or text made by repetition. */
const MAX_LENGTH = 200;
/** Elements changed by themselves rather than the container as a whole, in one of so many cases. */
const INNER_ODDS = 2;

function pick<T>(choices: readonly T[], random: Random): T {
  return choices[random.integer(choices.length)] as T;
}

function mutateNumber(source: string, random: Random): string {
  const isWhole = /^-?\d+$/.test(source);
  const value = Number(source);
  if (!Number.isFinite(value) || (isWhole && !Number.isSafeInteger(value))) {
    return source;
  }
  const step = 1 + random.integer(MAX_STEP);
  // A count stays a count: few functions are defined below zero when their example is not.
  const nonNegative = (number: number): number => (value >= 0 ? Math.abs(number) : number);
  if (isWhole) {
    const choices = [value + step, value - step, value * 2, pick(BOUNDARY_INTEGERS, random)];
    return String(nonNegative(pick(choices, random)));
  }
  const text = String(nonNegative(pick([value + step / 4, value - step / 4, value * 2, value / 2, Math.trunc(value)], random)));
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Characters of a string literal as written, escapes whole. */
function charactersOf(body: string): readonly string[] {
  return body.match(/\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[^}]*\}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[\s\S])|[\s\S]/gu) ?? [];
}

function mutateSequence<T>(items: readonly T[], random: Random): readonly T[] {
  const at = random.integer(Math.max(1, items.length));
  const choices: readonly (() => readonly T[])[] = [
    () => items.toReversed(),
    () => items.toSpliced(at, 1),
    () => items.slice(0, Math.ceil(items.length / 2)),
    () => items.toSpliced(at, 0, ...items.slice(at, at + 1)),
    () => (items.length * 2 <= MAX_LENGTH ? [...items, ...items] : items),
    () => [...items.slice(1), ...items.slice(0, 1)],
    () => items.slice(0, 1),
  ];
  return pick(choices, random)();
}

function mutateString(source: string, random: Random): string {
  const quote = source.charAt(0);
  const characters = charactersOf(source.slice(1, -1));
  const swapped = (): readonly string[] => characters.map((character) => {
    return character.length > 1 ? character : character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase();
  });
  const changed = random.integer(8) === 0 ? [] : random.integer(5) === 0 ? swapped() : mutateSequence(characters, random);
  return `${quote}${changed.join('')}${quote}`;
}

function mutateContainer(source: string, language: Language, random: Random): string {
  const [open, close] = [source.charAt(0), source.charAt(source.length - 1)];
  const inner = source.slice(1, -1);
  const cuts = topLevelPositions(inner, 0, inner.length).filter((index) => inner.charAt(index) === ',');
  const items = [...cuts, inner.length].map((cut, index) => inner.slice(index === 0 ? 0 : (cuts[index - 1] ?? 0) + 1, cut).trim()).filter((item) => item !== '');
  if (items.length === 0) {
    return source;
  }
  const isTuple = open === '(';
  const keepsShape = isTuple || (open === '{' && items.some((item) => topLevelPositions(item, 0, item.length).some((index) => item.charAt(index) === ':')));
  if (keepsShape || random.integer(INNER_ODDS) === 0) {
    const at = random.integer(items.length);
    return `${open}${items.map((item, index) => (index === at ? mutateItem(item, language, random) : item)).join(', ')}${isTuple && items.length === 1 ? ',' : ''}${close}`;
  }
  // A list of one kind may be empty; `{}` would be a dict instead of a set.
  const changed = mutateSequence(items, random);
  return changed.length === 0 && open === '{' ? source : `${open}${changed.join(', ')}${close}`;
}

/** An element, or the value of a `key: value` entry. */
function mutateItem(item: string, language: Language, random: Random): string {
  const colon = topLevelPositions(item, 0, item.length).find((index) => item.charAt(index) === ':');
  return colon === undefined
    ? mutateLiteral(item, language, random)
    : `${item.slice(0, colon + 1)} ${mutateLiteral(item.slice(colon + 1).trim(), language, random)}`;
}

const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const KEYWORD_ARGUMENT = /^([A-Za-z_]\w*\s*=\s*)(?!=)(.*)$/s;

function isOneString(source: string): boolean {
  const first = source.charAt(0);
  return (first === '"' || first === "'") && !source.startsWith(first.repeat(3)) && topLevelPositions(source, 0, source.length).length === 1;
}

/** Changes a literal to another of the same type. Anything that is not a literal stays as it is. */
export function mutateLiteral(source: string, language: Language, random: Random): string {
  const keyword = language === 'python' ? KEYWORD_ARGUMENT.exec(source) : null;
  if (keyword) {
    return `${keyword[1] ?? ''}${mutateLiteral(keyword[2] ?? '', language, random)}`;
  }
  if (NUMBER.test(source)) {
    return mutateNumber(source, random);
  }
  if (isOneString(source)) {
    return mutateString(source, random);
  }
  if (/^[[({]/.test(source) && bracketEnd(source, 0) === source.length) {
    return mutateContainer(source, language, random);
  }
  const opposite: Readonly<Record<string, string>> = { True: 'False', False: 'True', true: 'false', false: 'true' };
  return opposite[source] ?? source;
}
