import type { LedgerChoices } from '../app';
import { ReckonError } from '../base/errors';

/**
 * The ledger as the environment wants it: on, and everything kept, unless it says otherwise. Nothing is removed that
 * nobody asked for; the extension, which shares the ledger, has a setting of its own.
 * @throws ReckonError `invalid-input` for a value that means nothing
 */
export function ledgerChoices(environment: NodeJS.ProcessEnv, warn: (sentence: string) => void): LedgerChoices {
  const isEnabled = switchOf(environment['RECKON_LEDGER'] ?? '');
  const keptDays = daysOf(environment['RECKON_LEDGER_DAYS'] ?? '');
  return { isEnabled: () => isEnabled, keptDays: () => keptDays, workspace: currentFolder, warn };
}

function switchOf(value: string): boolean {
  if (!['', 'on', 'off'].includes(value)) {
    throw new ReckonError('invalid-input', `RECKON_LEDGER is ${value}, which means nothing.`, { hint: 'Set it to on or off.' });
  }
  return value !== 'off';
}

function daysOf(value: string): number | null {
  if (value === '') {
    return null;
  }
  if (!/^[1-9]\d{0,5}$/.test(value)) {
    throw new ReckonError('invalid-input', `RECKON_LEDGER_DAYS is ${value}, which is no number of days.`, { hint: 'Set it to a whole number of at least 1, or leave it out to keep everything.' });
  }
  return Number(value);
}

function currentFolder(): string | null {
  try {
    return process.cwd();
  } catch {
    return null; // It was removed meanwhile, which is no reason to fail.
  }
}
