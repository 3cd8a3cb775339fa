import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Books, type RunKind } from '../../../src/app/books';
import { unknownEnergyMeter } from '../../../src/budget';
import { Ledger } from '../../../src/budget/ledger';
import { FakeClock } from '../../support/fakeClock';
import { questionEntry, runEntry } from '../../support/ledgerEntries';
import { temporaryFolder } from '../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let ledger: Ledger;
beforeEach(async () => {
  folder = await temporaryFolder();
  ledger = new Ledger(join(folder.path, 'ledger'));
});
afterEach(() => folder.dispose());

const ENOUGH = 6;
const QUICK = { model: 'm', level: 'quick', rule: 'first-pass', hasExamples: true, hasFurther: false } as const;
const FREE = { model: 'm', level: 'quick', form: 'free' } as const;
const choices = { isEnabled: () => true, keptDays: () => 0, workspace: () => null, warn: () => undefined };
const open = (isKept = true): Books => new Books({ ledger, clock: new FakeClock(), choices: isKept ? choices : null, startEnergyMeter: () => unknownEnergyMeter });

describe('what past runs change in forecasts', () => {
  it('comes from runs of the same model, level and kind', async () => {
    for (let index = 0; index < ENOUGH; index += 1) {
      await ledger.append(runEntry({ level: 'quick', examples: 2 }));
      await ledger.append(questionEntry({ level: 'quick', form: 'free' }));
    }
    const books = open();
    expect(await books.correctionFor(QUICK)).toMatchObject({ runs: ENOUGH });
    expect(await books.questionCorrectionFor(FREE)).toMatchObject({ runs: ENOUGH });
    expect(await Promise.all([
      ...[{ model: 'other' }, { level: 'balanced' as const }, { hasExamples: false }, { rule: 'two-agree' as const }, { hasFurther: true }].map((other) => books.correctionFor({ ...QUICK, ...other })),
      ...[{ model: 'other' }, { level: 'balanced' as const }, { form: 'short' as const }].map((other) => books.questionCorrectionFor({ ...FREE, ...other })),
    ])).toEqual(Array.from({ length: 8 }, () => null));
  });

  it('takes entries of before rules had names for what they were, and runs with further models for themselves', async () => {
    for (let index = 0; index < ENOUGH; index += 1) {
      await ledger.append(runEntry({ level: 'balanced' }));
      await ledger.append(runEntry({ level: 'balanced', rule: 'likely-right', further: 1 }));
    }
    const found = (over: Partial<RunKind>) => open().correctionFor({ ...QUICK, level: 'balanced', rule: 'likely-right', ...over });
    expect(await found({})).toBeNull();
    expect(await found({ rule: 'two-agree' })).toMatchObject({ runs: ENOUGH });
    expect(await found({ hasFurther: true })).toMatchObject({ runs: ENOUGH });
  });

  it('does not come from what was cancelled, nor from a ledger that is not kept', async () => {
    for (let index = 0; index < ENOUGH; index += 1) {
      await ledger.append(runEntry({ stopReason: 'cancelled' }));
      await ledger.append(questionEntry());
    }
    expect(await open().correctionFor({ ...QUICK, level: 'balanced', rule: 'two-agree' })).toBeNull();
    expect(await open().questionCorrectionFor({ ...FREE, level: 'balanced', form: 'short' })).toMatchObject({ runs: ENOUGH });
    expect(await open(false).questionCorrectionFor({ ...FREE, level: 'balanced', form: 'short' })).toBeNull();
  });
});
