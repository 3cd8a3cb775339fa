import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Books } from '../../../src/app/books';
import { Forecasts } from '../../../src/app/forecasts';
import { Speeds } from '../../../src/app/speeds';
import { RateBook, unknownEnergyMeter, type BudgetLevel } from '../../../src/budget';
import { Ledger } from '../../../src/budget/ledger';
import { measuresOf } from '../../../src/measures';
import { forecastFeatures, forecastRun, type StoppingRule } from '../../../src/reasoning';
import { FakeClock } from '../../support/fakeClock';
import { pythonTask } from '../../support/tasks';
import { temporaryFolder } from '../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let forecasts: Forecasts;
beforeEach(async () => {
  folder = await temporaryFolder();
  const books = new Books({ ledger: new Ledger(join(folder.path, 'ledger')), clock: new FakeClock(), choices: null, startEnergyMeter: () => unknownEnergyMeter });
  const speeds = new Speeds(new RateBook(join(folder.path, 'rates.json'), 'here'), 'compact');
  forecasts = new Forecasts({ books, speeds, weights: { list: () => Promise.resolve([]) }, busyCores: 2 });
});
afterEach(() => folder.dispose());

const MODEL = { model: 'any' };
const task = pythonTask();

async function simulated(level: BudgetLevel, rule: StoppingRule): Promise<unknown> {
  return forecastRun(await forecastFeatures(task, { location: 'local', supportsAnswerPrefix: true }), { level, rule, location: 'local', measures: measuresOf('any'), rates: null, busyCores: 2 });
}

describe('a forecast', () => {
  it.each([['instant', 'first-pass'], ['quick', 'first-pass'], ['balanced', 'likely-right'], ['thorough', 'two-agree']] as const)('of a run at %s stops as that level does: %s', async (level, rule) => {
    expect(await forecasts.ofTask({ task, level, model: MODEL })).toEqual(await simulated(level, rule));
  });

  it('of a replay stops as the recorded run did', async () => {
    expect(await forecasts.ofRun({ task, level: 'balanced', rule: 'two-agree', model: MODEL, models: [] })).toEqual(await simulated('balanced', 'two-agree'));
  });

  it('of a run with a further model that nothing is known of is refused', async () => {
    await expect(forecasts.ofTask({ task, level: 'balanced', model: MODEL, escalate: [{ model: 'nowhere' }] })).rejects.toMatchObject({ code: 'unknown-model' });
    await expect(forecasts.ofTask({ task, level: 'balanced', model: { model: 'a.gguf' }, escalate: [{ model: 'a.gguf' }] })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
