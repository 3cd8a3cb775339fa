import { parseArgs } from 'node:util';
import { ReckonError } from '../../../src/base/errors';

/** Texts by name, and the files of `--data`, which may be repeated or followed by several. */
export interface DataArguments<K extends string> {
  readonly data: readonly string[];
  readonly values: Partial<Record<K, string>>;
}

/** @throws ReckonError `invalid-input` with `usage` for other options, and where no file is given */
export function parseWithData<K extends string>(args: readonly string[], names: readonly K[], usage: string): DataArguments<K> {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    const { values: { data = [], ...values }, positionals } = parseArgs({
      args: [...args], allowPositionals: true, options: { ...options, data: { type: 'string', multiple: true } },
    });
    const files = [...data, ...positionals];
    if (files.length === 0) {
      throw new Error('There is no data to work on.');
    }
    return { data: files, values: values as Partial<Record<K, string>> };
  } catch (error) {
    throw new ReckonError('invalid-input', error instanceof Error ? error.message : String(error), { hint: usage });
  }
}
