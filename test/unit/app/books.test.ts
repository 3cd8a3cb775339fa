import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Books } from '../../../src/app/books';
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
const choices = { isEnabled: () => true, keptDays: () => 0, workspace: () => null, warn: () => undefined };
const open = (isKept = true): Books => new Books({ ledger, clock: new FakeClock(), choices: isKept ? choices : null, startEnergyMeter: () => unknownEnergyMeter });

describe('what past runs change in forecasts', () => {
  it('comes from runs of the same model, level and kind', async () => {
    for (let index = 0; index < ENOUGH; index += 1) {
      await ledger.append(runEntry({ level: 'quick', examples: 2 }));
      await ledger.append(questionEntry({ level: 'quick', form: 'free' }));
    }
    const books = open();
    expect(await books.correctionFor('m', 'quick', true)).toMatchObject({ runs: ENOUGH });
    expect(await books.questionCorrectionFor('m', 'quick', 'free')).toMatchObject({ runs: ENOUGH });
    expect(await Promise.all([
      books.correctionFor('other', 'quick', true), books.correctionFor('m', 'balanced', true), books.correctionFor('m', 'quick', false),
      books.questionCorrectionFor('other', 'quick', 'free'), books.questionCorrectionFor('m', 'balanced', 'free'), books.questionCorrectionFor('m', 'quick', 'short'),
    ])).toEqual([null, null, null, null, null, null]);
  });

  it('does not come from what was cancelled, nor from a ledger that is not kept', async () => {
    for (let index = 0; index < ENOUGH; index += 1) {
      await ledger.append(runEntry({ stopReason: 'cancelled' }));
      await ledger.append(questionEntry());
    }
    expect(await open().correctionFor('m', 'balanced', true)).toBeNull();
    expect(await open().questionCorrectionFor('m', 'balanced', 'short')).toMatchObject({ runs: ENOUGH });
    expect(await open(false).questionCorrectionFor('m', 'balanced', 'short')).toBeNull();
  });
});
