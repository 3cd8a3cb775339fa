import { plural } from '../../base/format';
import type { NotChecked } from '../../verification/notChecked';
import type { CodeTask } from '../../verification/types';
import { printable } from './width';

/** Lines for examples that were not understood; a file of many functions has many that belong to others, and `--json` has all. */
const MAX_LINES = 8;

/** What a verdict says nothing about, in one line; empty when there is nothing to name. */
export function notCheckedLine(notChecked: readonly NotChecked[]): string {
  return notChecked.length === 0 ? '' : `not checked: ${notChecked.map(({ text }) => text).join('; ')}`;
}

/** How many examples were understood, and which not and why; nothing when all were. */
export function notUnderstoodLines({ examples, notUnderstood }: CodeTask): readonly string[] {
  if (notUnderstood.length === 0) {
    return [];
  }
  const shown = notUnderstood.slice(0, MAX_LINES).map(({ line, text, reason }) => `  line ${line}: ${printable(text)} (${printable(reason)})`);
  const more = notUnderstood.length - shown.length;
  return [
    `${plural(examples.length, 'example')} understood, ${notUnderstood.length} not understood:`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
