import { plural } from '../../base/format';
import type { NotChecked } from '../../verification/notChecked';
import type { FunctionNotChecked } from '../../verification/task';
import type { CodeTask } from '../../verification/types';
import { printable } from './width';

/** Lines for examples that were not understood; a file of many functions has many that belong to others, and `--json` has all. */
const MAX_LINES = 8;

/** What a verdict says nothing about, in one line; empty when there is nothing to name. */
export function notCheckedLine(notChecked: readonly NotChecked[]): string {
  return notChecked.length === 0 ? '' : `not checked: ${notChecked.map(({ text }) => text).join('; ')}`;
}

/** Functions named in one line; `--json` has all. */
const MAX_FUNCTIONS = 12;

/** The functions of a file that no verdict is about, and why; nothing where all were checked. */
export function functionsNotCheckedLines(functions: readonly FunctionNotChecked[]): readonly string[] {
  const named = functions.slice(0, MAX_FUNCTIONS).map(({ name, reason }) => `${printable(name)} (${printable(reason)})`);
  const more = functions.length - named.length;
  return functions.length === 0 ? [] : [`functions not checked: ${named.join(', ')}${more > 0 ? `, and ${more} more` : ''}`];
}

/** How many examples were understood, and which not and why; nothing when all were. @param owner whose they are, where there are several functions */
export function notUnderstoodLines({ examples, notUnderstood }: CodeTask, owner?: string): readonly string[] {
  if (notUnderstood.length === 0) {
    return [];
  }
  const shown = notUnderstood.slice(0, MAX_LINES).map(({ line, text, reason }) => `  line ${line}: ${printable(text)} (${printable(reason)})`);
  const more = notUnderstood.length - shown.length;
  return [
    `${owner === undefined ? '' : `${printable(owner)}: `}${plural(examples.length, 'example')} understood, ${notUnderstood.length} not understood:`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
