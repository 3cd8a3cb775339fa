import type { CanonicalValue } from '../canonical';

/** What was read, or why that is impossible. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };
/** A value, or why the text has none that is known without running it. */
export type LiteralReading = Reading<CanonicalValue>;

/** Stops an evaluation; caught where a reading begins and turned into its reason. */
export class NotLiteral extends Error {}

export function notLiteral(reason: string): never {
  throw new NotLiteral(reason);
}

/** Runs an evaluation and turns `NotLiteral` into a reading. Other errors are bugs and pass through. */
export function readingOf<T>(evaluate: () => T): Reading<T> {
  try {
    return { ok: true, value: evaluate() };
  } catch (error) {
    if (error instanceof NotLiteral) {
      return { ok: false, reason: error.message };
    }
    throw error;
  }
}

/** Text of a node for a reason, on one short line. */
export function quote(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  return `\`${flat.length > 40 ? `${flat.slice(0, 39)}…` : flat}\``;
}
