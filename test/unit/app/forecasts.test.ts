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
import { runEntry } from '../../support/ledgerEntries';
import { runToEnd } from '../../support/runs';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { pythonTask, WRONG } from '../../support/tasks';
import { temporaryFolder } from '../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let forecasts: Forecasts;
let ledger: Ledger;
beforeEach(async () => {
  folder = await temporaryFolder();
  ledger = new Ledger(join(folder.path, 'ledger'));
  const choices = { isEnabled: () => true, keptDays: () => null, workspace: () => null, warn: () => undefined };
  const books = new Books({ ledger, clock: new FakeClock(), choices, startEnergyMeter: () => unknownEnergyMeter });
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
  it.each([['instant', 'first-pass'], ['quick', 'first-pass'], ['balanced', 'two-agree'], ['thorough', 'two-agree']] as const)('of a run at %s stops as that level does: %s', async (level, rule) => {
    expect(await forecasts.ofTask({ task, level, model: MODEL })).toEqual(await simulated(level, rule));
  });

  it('of a replay stops as the recorded run did', async () => {
    expect(await forecasts.ofRun({ task, level: 'balanced', rule: 'first-pass', model: MODEL, models: [] })).toEqual(await simulated('balanced', 'first-pass'));
  });

  it('of a run that goes on with another, or by a strategy that is named, is its own', async () => {
    const { result: previous } = await runToEnd({ model: new ScriptedModel({ samples: [{ text: WRONG }], info: { modelId: 'any' } }), verifier: new ScriptedVerifier(), budget: { maxSamples: 4 } });
    const usual = await forecasts.ofTask({ task, level: 'balanced', model: MODEL });
    const continued = await forecasts.ofTask({ task, level: 'balanced', model: MODEL, previous });
    expect(continued.verifiedProbability).toBeLessThan(usual.verifiedProbability ?? 0);
    expect(continued.caveats).toHaveLength(1);
    const planned = await forecasts.ofTask({ task, level: 'balanced', model: MODEL, strategies: ['plan'] });
    expect(planned.p90.tokens).toBeGreaterThan(usual.p90.tokens);
    expect(planned.caveats, 'plan was measured').toBeUndefined();
  });

  it('is corrected by runs that are like it, and not by others', async () => {
    for (let index = 0; index < 6; index += 1) {
      await ledger.append(runEntry({ model: 'any', level: 'quick', rule: 'first-pass', examples: task.examples.length, promptTokens: 9_000, strategies: ['plan'] }));
    }
    const usual = await forecasts.ofTask({ task, level: 'quick', model: MODEL });
    expect(usual.correction).toBeUndefined();
    expect((await forecasts.ofTask({ task, level: 'quick', model: MODEL, strategies: ['plan'] })).correction).toMatchObject({ runs: 6 });
    const { result: previous } = await runToEnd({ model: new ScriptedModel({ samples: [{ text: WRONG }] }), verifier: new ScriptedVerifier(), budget: { maxSamples: 1 } });
    expect((await forecasts.ofTask({ task, level: 'quick', model: MODEL, strategies: ['plan'], previous })).correction).toBeUndefined();
  });

  it('of a run with a further model that nothing is known of is refused', async () => {
    await expect(forecasts.ofTask({ task, level: 'balanced', model: MODEL, escalate: [{ model: 'nowhere' }] })).rejects.toMatchObject({ code: 'unknown-model' });
    await expect(forecasts.ofTask({ task, level: 'balanced', model: { model: 'a.gguf' }, escalate: [{ model: 'a.gguf' }] })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
