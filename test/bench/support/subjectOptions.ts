import { parseArgs } from 'node:util';
import { ReckonError } from '../../../src/base/errors';

/** Options that all are texts. @throws ReckonError `invalid-input` with `usage` for others */
export function parseTexts<K extends string>(args: readonly string[], names: readonly K[], usage: string): Partial<Record<K, string>> {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    return parseArgs({ args: [...args], options }).values as Partial<Record<K, string>>;
  } catch (error) {
    throw new ReckonError('invalid-input', error instanceof Error ? error.message : String(error), { hint: usage });
  }
}

/** @throws ReckonError `invalid-input` for what is no whole number from 1 on. */
export function readCount(option: string, given: string | undefined, fallback: number, usage: string): number {
  if (given === undefined) {
    return fallback;
  }
  if (!/^[1-9]\d{0,6}$/.test(given)) {
    throw new ReckonError('invalid-input', `${option} cannot be "${given}".`, { hint: usage });
  }
  return Number(given);
}
