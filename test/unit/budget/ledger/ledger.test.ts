import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CALL_PURPOSES, Ledger, LEDGER_GROUPINGS, ledgerTotals, type LedgerEntry, type LedgerRange, type RunQuery } from '../../../../src/budget/ledger';
import { callEntry, collected, questionEntry, runEntry } from '../../../support/ledgerEntries';
import { temporaryFolder } from '../../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.dispose());

const open = (): Ledger => new Ledger(join(folder.path, 'data/ledger'));
const all = (ledger: Ledger, range?: LedgerRange): Promise<LedgerEntry[]> => collected(ledger.entries(range));
const at = (day: string): string => `${day}T10:00:00.000-03:00`;
const fileOf = (day: string): string => join(folder.path, `data/ledger/${day}.jsonl`);

describe('the ledger', () => {
  it('has nothing before the first call, and then each in its order, also for another process', async () => {
    const ledger = open();
    expect(await all(ledger)).toEqual([]);
    const entries = [callEntry({ run: 'a' }), runEntry({ run: 'b' }), callEntry({ run: 'c', workspace: null })];
    await Promise.all(entries.map((entry) => ledger.append(entry)));
    expect(await all(open())).toEqual(entries);
  });

  it('loses nothing but the line that a killed process was writing, wherever that was cut', async () => {
    await open().append(callEntry({ run: 'first' }));
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(), { maxLength: 4 }), async (cuts) => {
      const lineOf = (run: string): string => `\n${JSON.stringify(callEntry({ run }))}`;
      const torn = lineOf('killed');
      writeFileSync(fileOf('2026-03-01'), cuts.map((cut, index) => lineOf(`whole ${index}`) + torn.slice(0, cut % torn.length)).join(''));
      await open().append(callEntry({ run: 'after' }));
      expect((await all(open())).map(({ run }) => run)).toEqual([...cuts.map((_, index) => `whole ${index}`), 'after']);
    }), { numRuns: 40 });
  });

  it('passes over what it does not know: lines of another version and other files', async () => {
    await open().append(callEntry());
    appendFileSync(fileOf('2026-03-01'), `\n${JSON.stringify({ ...callEntry(), version: 2 })}\n${JSON.stringify({ ...callEntry(), samples: -1 })}\nnull\n`);
    writeFileSync(join(dirname(fileOf('x')), 'notes.txt'), 'mine');
    expect(await all(open())).toEqual([callEntry()]);
  });

  it('is read by days, as the person counted them', async () => {
    const ledger = open();
    for (const day of ['2025-12-31', '2026-01-31', '2026-02-01', '2026-03-05']) {
      await ledger.append(callEntry({ time: at(day) }));
    }
    const daysOf = async (range: LedgerRange): Promise<string[]> => (await all(ledger, range)).map(({ time }) => time.slice(5, 10));
    expect(await daysOf({ from: '2026-01-31', to: '2026-02-01' })).toEqual(['01-31', '02-01']);
    expect(await daysOf({ from: '2026-02-02' })).toEqual(['03-05']);
    expect(await daysOf({ to: '2026-01-30' })).toEqual(['12-31']);
  });

  it('removes whole days before one, or all, and leaves files that are not its own', async () => {
    const ledger = open();
    expect(await ledger.clear()).toBe(0);
    for (const day of ['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']) {
      await ledger.append(callEntry({ time: at(day) }));
    }
    writeFileSync(join(dirname(fileOf('x')), 'notes.txt'), 'mine');
    expect(await ledger.clear('2026-03-01')).toBe(2);
    expect(readdirSync(ledger.folder).sort()).toEqual(['2026-03-01.jsonl', '2026-03-02.jsonl', 'notes.txt']);
    expect(await ledger.clear()).toBe(2);
    expect(readdirSync(ledger.folder)).toEqual(['notes.txt']);
  });

  it.skipIf(process.platform === 'win32')('can be read by its owner only', async () => {
    await open().append(callEntry());
    expect([statSync(fileOf('2026-03-01')).mode & 0o777, statSync(open().folder).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  it('says when it cannot be written, and changes nothing', async () => {
    mkdirSync(join(folder.path, 'data'));
    writeFileSync(join(folder.path, 'data/ledger'), 'mine');
    await expect(open().append(callEntry())).rejects.toThrow(/EEXIST|ENOTDIR/);
    await expect(all(open())).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('cannot be used (ENOTDIR)') as string });
    await expect(open().clear()).rejects.toMatchObject({ code: 'invalid-input' });
    expect(readFileSync(join(folder.path, 'data/ledger'), 'utf8')).toBe('mine');
  });
});

const amount = fc.integer({ min: 0, max: 1000 });
const known = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });
const entries = fc.array(fc.oneof(
  fc.record({
    time: fc.constantFrom(at('2026-03-01'), at('2026-03-02'), at('2026-03-03')), model: fc.constantFrom('a', 'b'), workspace: known(fc.constantFrom('/a', '/b')), purpose: fc.constantFrom(...CALL_PURPOSES),
    promptTokens: amount, completionTokens: amount, forfeitedTokens: amount, seconds: amount, dollars: known(amount),
    energy: fc.oneof(fc.record({ joules: amount, energySource: fc.constantFrom('measured' as const, 'modelled' as const) }), fc.constant({ joules: null, energySource: 'unknown' as const })),
  }).map(({ energy, ...given }) => callEntry({ ...given, ...energy })),
  fc.constantFrom('verified' as const, 'unverified' as const).map((status) => runEntry({ status, time: at('2026-03-02') })),
), { maxLength: 20 });

describe('totals', () => {
  it('of every grouping add up to the same, each entry in one group', async () => {
    await fc.assert(fc.asyncProperty(entries, async (list) => {
      for (const by of LEDGER_GROUPINGS) {
        const { groups, all: sum } = await ledgerTotals(list, by);
        for (const field of Object.keys(sum) as (keyof typeof sum)[]) {
          expect(groups.reduce((total, group) => total + group[field], 0)).toBe(sum[field]);
        }
        const calls = list.filter(({ type }) => type === 'call');
        expect(sum).toMatchObject({
          calls: calls.length, runs: list.length - calls.length,
          promptTokens: calls.reduce((total, { promptTokens }) => total + promptTokens, 0),
          dollars: calls.reduce((total, { dollars }) => total + (dollars ?? 0), 0),
          priceUnknown: calls.filter(({ dollars }) => dollars === null).length,
          energyUnknown: calls.filter(({ joules }) => joules === null).length,
        });
        expect(sum.joulesMeasured + sum.joulesModelled).toBe(calls.reduce((total, { joules }) => total + (joules ?? 0), 0));
        expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
      }
    }), { numRuns: 80 });
  });

  it('are in the order of names, work without a folder last', async () => {
    const { groups } = await ledgerTotals(['/b', null, '/a', '/b'].map((workspace) => callEntry({ workspace })), 'workspace');
    expect(groups.map(({ name, calls }) => [name, calls])).toEqual([['/a', 1], ['/b', 2], [null, 1]]);
  });

  it('count what runs took by their calls alone', async () => {
    const { all: sum } = await ledgerTotals([callEntry({ completionTokens: 5 }), runEntry({ completionTokens: 5 }), runEntry({ status: 'abstained' }), questionEntry()], 'day');
    expect(sum).toMatchObject({ calls: 1, completionTokens: 5, runs: 2, verifiedRuns: 1 });
    expect((await ledgerTotals([questionEntry()], 'day')).groups).toEqual([]);
  });
});

describe('past runs', () => {
  it('are those of a model, the newest last, as many as are wanted', async () => {
    const ledger = open();
    for (const [index, day] of ['2026-03-01', '2026-03-02', '2026-03-02', '2026-03-03'].entries()) {
      await ledger.append(callEntry({ time: at(day) }));
      await ledger.append(runEntry({ time: at(day), run: String(index) }));
      await ledger.append(runEntry({ time: at(day), run: 'other', model: 'other' }));
      await ledger.append(questionEntry({ time: at(day), run: 'asked' }));
    }
    const ids = async (query: Partial<RunQuery> = {}): Promise<string[]> => (await ledger.runs({ type: 'run', model: 'm', ...query })).map(({ run }) => run);
    expect(await ids()).toEqual(['0', '1', '2', '3']);
    expect(await ids({ newest: 2 })).toEqual(['2', '3']);
    expect(await ids({ from: '2026-03-02' })).toEqual(['1', '2', '3']);
    expect(await ids({ type: 'question', newest: 1 })).toEqual(['asked']);
    expect(await ids({ model: 'none' })).toEqual([]);
    expect((await ledger.runs({ type: 'run', model: 'm' }))[0]).toEqual(runEntry({ time: at('2026-03-01'), run: '0' }));
  });

  it('have what other processes wrote meanwhile, and not what was removed', async () => {
    const reader = open();
    await open().append(runEntry({ run: 'first' }));
    expect(await reader.runs({ type: 'run', model: 'm' })).toHaveLength(1);
    await open().append(runEntry({ run: 'second' }));
    expect((await reader.runs({ type: 'run', model: 'm' })).map(({ run }) => run)).toEqual(['first', 'second']);
    await open().clear();
    expect(await reader.runs({ type: 'run', model: 'm' })).toEqual([]);
  });
});
