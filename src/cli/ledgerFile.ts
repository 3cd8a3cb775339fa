import { extname } from 'node:path';
import type { LedgerEntry } from '../app';
import { ReckonError } from '../base/errors';

/** Raised when a reader of older files would misread newer ones. */
const EXPORT_SCHEMA_VERSION = 1;

/** Calls only: whoever sums a column up would count the runs of those calls once more. */
const COLUMNS = [
  'time', 'run', 'purpose', 'model', 'location', 'workspace', 'outcome', 'samples', 'promptTokens', 'cachedPromptTokens', 'completionTokens', 'forfeitedTokens',
  'seconds', 'joules', 'energySource', 'dollars',
] as const;

/** By the ending of a file's name. */
const FORMS: Readonly<Record<string, (entries: readonly LedgerEntry[]) => string>> = {
  '.csv': (entries) => [COLUMNS, ...entries.filter((entry) => entry.type === 'call').map((call) => COLUMNS.map((column) => call[column]))].map((row) => `${row.map(cell).join(',')}\r\n`).join(''),
  '.json': (entries) => `${JSON.stringify({ schemaVersion: EXPORT_SCHEMA_VERSION, entries }, null, 2)}\n`,
};

/** How entries are written into a file of that name. @throws ReckonError `invalid-input` for an ending that is not known */
export function ledgerFileForm(path: string): (entries: readonly LedgerEntry[]) => string {
  const form = FORMS[extname(path).toLowerCase()];
  if (form === undefined) {
    throw new ReckonError('invalid-input', `${path} says neither CSV nor JSON.`, { hint: 'Let the name end in .csv or .json.' });
  }
  return form;
}

/** RFC 4180; what is not known is empty. A spreadsheet takes what begins like a formula for one, so such text is quoted with an apostrophe. */
function cell(value: string | number | null): string {
  if (typeof value !== 'string') {
    return value === null ? '' : String(value);
  }
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
