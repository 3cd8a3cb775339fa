import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Books, type RunKind } from '../../../src/app/books';
import { unknownEnergyMeter } from '../../../src/budget';
import { Ledger, type RunEntry } from '../../../src/budget/ledger';
import type { SolveRequest } from '../../../src/app';
import type { ReasoningResult } from '../../../src/reasoning';
import { FakeClock } from '../../support/fakeClock';
import { questionEntry, runEntry } from '../../support/ledgerEntries';
import { runToEnd, type RunOptions } from '../../support/runs';
import { ScriptedModel } from '../../support/scriptedModel';
import { ScriptedVerifier } from '../../support/scriptedVerifier';
import { pythonTask, WRONG } from '../../support/tasks';
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
const choices = { isEnabled: () => true, keptDays: () => null, workspace: () => null, warn: () => undefined };
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
      await ledger.append(runEntry({ level: 'balanced', rule: 'two-agree', further: 1 }));
    }
    const found = (over: Partial<RunKind>) => open().correctionFor({ ...QUICK, level: 'balanced', rule: 'two-agree', ...over });
    expect(await found({ rule: 'first-pass' })).toBeNull();
    expect(await found({})).toMatchObject({ runs: ENOUGH });
    expect(await found({ hasFurther: true })).toMatchObject({ runs: ENOUGH });
  });

  it('does not come from runs for which a limit left room for nothing, or was foretold to', async () => {
    for (let index = 0; index < ENOUGH; index += 1) {
      const left = { level: 'balanced', rule: 'two-agree', stopReason: 'budget-tokens' } as const;
      await ledger.append(runEntry({ ...left, promptTokens: 0, completionTokens: 0, forfeitedTokens: 0 }));
      await ledger.append(runEntry({ ...left, forecast: { p50: { tokens: 0, seconds: 0 }, p90: { tokens: 0, seconds: 0 }, verifiedProbability: 0 } }));
    }
    expect(await open().correctionFor({ ...QUICK, level: 'balanced', rule: 'two-agree' })).toBeNull();
  });

  it('does not come from runs that stopped by a rule which is no longer there', async () => {
    for (let index = 0; index < ENOUGH; index += 1) {
      await ledger.append(runEntry({ level: 'balanced', rule: 'likely-right' }));
    }
    expect(await open().correctionFor({ ...QUICK, level: 'balanced', rule: 'two-agree' })).toBeNull();
  });

  it('takes runs with named strategies for themselves, and none that went on with an earlier one', async () => {
    for (let index = 0; index < ENOUGH; index += 1) {
      await ledger.append(runEntry({ level: 'quick', rule: 'first-pass', strategies: ['codet', 'tree-search'] }));
      await ledger.append(runEntry({ level: 'quick', rule: 'first-pass', isContinued: true }));
    }
    const found = (strategies?: RunKind['strategies']) => open().correctionFor({ ...QUICK, strategies });
    expect(await Promise.all([found(), found(['best-of-n']), found(['tree-search'])])).toEqual([null, null, null]);
    expect(await found(['tree-search', 'codet'])).toMatchObject({ runs: ENOUGH });
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

describe('the entry of a run', () => {
  const task = pythonTask();
  const ended = async (request: Partial<SolveRequest>, result: ReasoningResult): Promise<RunEntry | undefined> => {
    const books = open();
    await books.openRun('solve').ended({ task, level: 'quick', model: { model: 'm' }, ...request }, result);
    await books.close();
    return (await ledger.runs({ type: 'run', model: result.model.id }))[0];
  };
  const ran = async (options: Partial<RunOptions> = {}): Promise<ReasoningResult> =>
    (await runToEnd({ model: new ScriptedModel({ samples: [{ text: WRONG }] }), verifier: new ScriptedVerifier(), budget: { maxSamples: 4 }, ...options })).result;

  it('says nothing more of one like any other', async () => {
    const entry = await ended({ strategies: ['best-of-n'] }, await ran());
    expect(entry).toMatchObject({ samples: 4, status: 'unverified' });
    expect(Object.keys(entry ?? {})).not.toEqual(expect.arrayContaining([expect.stringMatching(/strategies|isContinued/)]));
  });

  it('has the strategies that were named', async () => {
    expect(await ended({ strategies: ['plan', 'codet'] }, await ran())).toMatchObject({ strategies: ['codet', 'plan'] });
  });

  it('has of one that went on with another only what that took', async () => {
    const before = await ran();
    const all = await ran({ budget: { maxSamples: 8 }, previous: before });
    const entry = await ended({ previous: before }, all);
    expect(entry).toMatchObject({
      isContinued: true, samples: 4,
      promptTokens: all.spent.promptTokens - before.spent.promptTokens,
      completionTokens: all.spent.completionTokens - before.spent.completionTokens,
    });
    expect(entry?.promptTokens).toBeGreaterThan(0);
  });
});
