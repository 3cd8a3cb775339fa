import { fork } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Ledger, ledgerTotals, type LedgerEntry, type LedgerRange } from '../../../src/budget/ledger';
import { FakeClock } from '../../support/fakeClock';
import { temporaryFolder } from '../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.dispose());

function entryOf(given: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    version: 1, time: '1970-01-01T00:16:40.000Z', run: 'r', model: 'm', location: 'local', purpose: 'solve', workspace: '/w', samples: 1,
    promptTokens: 10, cachedPromptTokens: 0, completionTokens: 5, forfeitedTokens: 0, seconds: 1, joules: null, energySource: 'unknown', dollars: 0, ...given,
  };
}

function open(keptMonths = 12, clock = new FakeClock()): Ledger {
  return new Ledger({ folder: join(folder.path, 'ledger'), clock, keptMonths });
}

async function all(ledger: Ledger, range?: LedgerRange): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const entry of ledger.entries(range)) {
    entries.push(entry);
  }
  return entries;
}

describe('the ledger', () => {
  it('has nothing before the first call, and then each in its order, also for another process', async () => {
    const ledger = open();
    expect(await all(ledger)).toEqual([]);
    const entries = ['a', 'b', 'c'].map((run) => entryOf({ run }));
    await Promise.all(entries.map((entry) => ledger.record(entry)));
    expect(await all(open())).toEqual(entries);
  });

  it('loses nothing but the line that a killed process was writing', async () => {
    await open().record(entryOf({ run: 'before' }));
    const file = join(folder.path, 'ledger/1970-01.jsonl');
    await fc.assert(fc.asyncProperty(fc.nat(), async (cut) => {
      writeFileSync(file, '');
      await open().record(entryOf({ run: 'before' }));
      const line = `\n${JSON.stringify(entryOf({ run: 'killed' }))}`;
      appendFileSync(file, line.slice(0, cut % line.length));
      await open().record(entryOf({ run: 'after' }));
      expect((await all(open())).map(({ run }) => run)).toEqual(['before', 'after']);
    }), { numRuns: 50 });
  });

  it('is written by several processes at once without a mark left by any', async () => {
    const script = join(folder.path, 'writer.mjs');
    writeFileSync(script, `
      import { appendFileSync } from 'node:fs';
      for (let i = 0; i < 200; i += 1) appendFileSync(process.argv[2], '\\n' + process.argv[3]);
    `);
    const ledger = open();
    await ledger.record(entryOf({ run: 'first' }));
    const file = join(folder.path, 'ledger/1970-01.jsonl');
    const ends = ['a', 'b', 'c'].map((run) => new Promise<number | null>((resolve) => fork(script, [file, JSON.stringify(entryOf({ run, workspace: `/${'w'.repeat(500)}` }))]).once('exit', resolve)));
    for (let index = 0; index < 50; index += 1) {
      await ledger.record(entryOf({ run: 'own' }));
    }
    expect(await Promise.all(ends)).toEqual([0, 0, 0]);
    const totals = new Map<string, number>();
    for (const { run } of await all(open())) {
      totals.set(run, (totals.get(run) ?? 0) + 1);
    }
    expect(Object.fromEntries(totals)).toEqual({ first: 1, own: 50, a: 200, b: 200, c: 200 });
  });

  it('is read by days', async () => {
    const ledger = open(1_000);
    const times = ['1970-01-01', '1970-01-31', '1970-02-01', '1970-03-05'].map((day) => `${day}T10:00:00.000Z`);
    for (const time of times) {
      await ledger.record(entryOf({ time }));
    }
    const daysOf = async (range: LedgerRange): Promise<string[]> => (await all(ledger, range)).map(({ time }) => time.slice(5, 10));
    expect(await daysOf({ from: '1970-01-31', to: '1970-02-01' })).toEqual(['01-31', '02-01']);
    expect(await daysOf({ from: '1970-02-02' })).toEqual(['03-05']);
    expect(await daysOf({ to: '1970-01-30' })).toEqual(['01-01']);
  });

  it('lets go of months that are not kept, when something is written', async () => {
    const clock = new FakeClock();
    await open(2, clock).record(entryOf());
    clock.advance(40 * 24 * 3600);
    await open(2, clock).record(entryOf({ time: clock.date().toISOString() }));
    expect(readdirSync(join(folder.path, 'ledger'))).toEqual(['1970-01.jsonl', '1970-02.jsonl']);
    clock.advance(30 * 24 * 3600);
    await open(2, clock).record(entryOf({ time: clock.date().toISOString() }));
    expect(readdirSync(join(folder.path, 'ledger'))).toEqual(['1970-02.jsonl', '1970-03.jsonl']);
  });

  it('is emptied on demand', async () => {
    const ledger = open();
    await ledger.record(entryOf());
    await ledger.clear();
    expect(await all(ledger)).toEqual([]);
  });

  it('says when it cannot be written, and goes on', async () => {
    const ledger = new Ledger({ folder: join(folder.path, 'file'), clock: new FakeClock(), keptMonths: 1 });
    writeFileSync(join(folder.path, 'file'), '');
    await expect(ledger.record(entryOf())).rejects.toThrow();
    expect(readFileSync(join(folder.path, 'file'), 'utf8')).toBe('');
  });
});

describe('totals', () => {
  it('are by day, model, folder and purpose, and never take what is unknown for nothing', async () => {
    const entries = [
      entryOf({ joules: 5, energySource: 'modelled' }),
      entryOf({ time: '1970-01-02T00:00:00.000Z', dollars: null, location: 'remote', model: 'r' }),
      entryOf({ workspace: null, purpose: 'complete' }),
    ];
    expect(await ledgerTotals(entries, 'day')).toMatchObject([
      { name: '1970-01-01', calls: 2, completionTokens: 10, joules: 5, joulesUnknown: 1, dollars: 0, dollarsUnknown: 0 },
      { name: '1970-01-02', calls: 1, dollars: 0, dollarsUnknown: 1 },
    ]);
    expect((await ledgerTotals(entries, 'model')).map(({ name, calls }) => [name, calls])).toEqual([['m', 2], ['r', 1]]);
    expect((await ledgerTotals(entries, 'workspace')).map(({ name, calls }) => [name, calls])).toEqual([['/w', 2], [null, 1]]);
    expect((await ledgerTotals(entries, 'purpose')).map(({ name }) => name)).toEqual(['complete', 'solve']);
  });

  it('are the same whatever the grouping', async () => {
    const arbitrary = fc.array(fc.record({ model: fc.constantFrom('a', 'b'), workspace: fc.constantFrom('x', null), seconds: fc.nat(), completionTokens: fc.nat() }));
    await fc.assert(fc.asyncProperty(arbitrary, async (given) => {
      const entries = given.map((each) => entryOf(each));
      const sums = await Promise.all((['day', 'model', 'workspace', 'purpose'] as const).map(async (by) => {
        const totals = await ledgerTotals(entries, by);
        return [totals.reduce((sum, { seconds }) => sum + seconds, 0), totals.reduce((sum, { completionTokens }) => sum + completionTokens, 0), totals.reduce((sum, { calls }) => sum + calls, 0)];
      }));
      expect(new Set(sums.map(String)).size).toBe(1);
    }));
  });
});
