import type { CanonicalValue } from '../canonical';
import type { ExampleKind, ExpectedOutcome } from '../types';

/** An example as a reader found it, before examples are compared with each other and numbered. */
export interface FoundExample {
  readonly kind: ExampleKind;
  readonly line: number;
  readonly expression: string;
  readonly expected: ExpectedOutcome;
  /** Written with a single `=`, which also defines recurrences, and not below a line that announces examples. */
  readonly weak?: boolean;
}

export interface NotUnderstood {
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

/** Collects what readers find in the order they find it. */
export class Findings {
  readonly examples: FoundExample[] = [];
  readonly notUnderstood: NotUnderstood[] = [];
  /** Names of other functions that the text gives results for, and how often. */
  readonly otherCalls: string[] = [];
  /** A recurrence such as `f(n) = f(n - 1) + 1` was seen. */
  hasRecurrence = false;

  add(example: FoundExample): void {
    this.examples.push(example);
  }

  refuse(line: number, text: string, reason: string): void {
    this.notUnderstood.push({ line, text: oneLine(text), reason });
  }
}

/** Longest text kept of something that was not understood. */
const MAX_TEXT_CHARACTERS = 160;

/** Line breaks with the indentation around them; other blanks may stand within quotes. */
const LINE_BREAK = /[^\S\n]*\n\s*/g;

export function oneLine(text: string): string {
  const flat = text.replace(LINE_BREAK, ' ').trim();
  return flat.length > MAX_TEXT_CHARACTERS ? `${flat.slice(0, MAX_TEXT_CHARACTERS - 1)}…` : flat;
}

/** The value with every "nothing" in it as what both `null` and `undefined` will do for. */
export function withEitherNothing(value: CanonicalValue): CanonicalValue {
  if (value[0] === 'none') {
    return ['nil'];
  }
  if (!Array.isArray(value[1])) {
    return value;
  }
  return value[0] === 'dict'
    ? ['dict', (value[1] as readonly (readonly CanonicalValue[])[]).map((pair) => pair.map(withEitherNothing))]
    : [value[0], (value[1] as readonly CanonicalValue[]).map(withEitherNothing)];
}

/** Whether `None`, `null` or the like is the value or anywhere inside it. */
export function containsNone(value: CanonicalValue): boolean {
  if (!Array.isArray(value[1])) {
    return value[0] === 'none';
  }
  const parts: readonly CanonicalValue[] = value[0] === 'dict' ? value[1].flat() : value[1];
  return parts.some(containsNone);
}
