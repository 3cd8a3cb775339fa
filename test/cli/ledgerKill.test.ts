import { fork, type ChildProcess } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { seededRandom } from '../../src/base/random';
import { Ledger } from '../../src/budget/ledger';
import { callEntry, collected } from '../support/ledgerEntries';
import { temporaryFolder } from '../support/temporaryFolder';

/** Several processes write at once, over and over; in each round all but one are killed. */
const ROUNDS = 3;
const WRITERS = 4;
const MOST_ENTRIES = 60;
const DAY = '2026-03-01';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  await build({ entryPoints: [join(import.meta.dirname, '../../src/budget/ledger/index.ts')], bundle: true, platform: 'node', format: 'esm', target: 'node20', outfile: join(folder.path, 'ledger.mjs') });
  await writeFile(join(folder.path, 'writer.mjs'), `
    import { Ledger } from './ledger.mjs';
    const [folder, entry, count] = process.argv.slice(2);
    const ledger = new Ledger(folder);
    for (let index = 0; index < Number(count); index += 1) {
      await ledger.append({ ...JSON.parse(entry), samples: index });
      process.send(index);
    }
    process.disconnect();
  `);
});
afterAll(() => folder.dispose());

interface Writer {
  readonly run: string;
  /** Entries that it said are on file. */
  readonly said: number;
  readonly wasKilled: boolean;
}

/** Writes until it is done, or until it said so often that an entry is on file: then it is killed in what it does next. */
async function write(run: string, killAfter: number, workspace: string): Promise<Writer> {
  const child: ChildProcess = fork(join(folder.path, 'writer.mjs'), [join(folder.path, 'ledger'), JSON.stringify(callEntry({ run, workspace })), String(MOST_ENTRIES)]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = 0;
  child.on('message', () => {
    said += 1;
    if (said === killAfter) {
      child.kill('SIGKILL');
    }
  });
  const signal = await new Promise<string | null>((resolve) => child.once('close', (_code, by) => resolve(by)));
  return { run, said, wasKilled: signal === 'SIGKILL' };
}

it('keeps every entry of processes that are killed at any moment, and at most one of each is torn', async () => {
  const random = seededRandom(1);
  const writers: Writer[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    writers.push(...(await Promise.all(Array.from({ length: WRITERS }, (_, index) => {
      const killAfter = index === 0 ? Infinity : 1 + random.integer(MOST_ENTRIES / 2);
      // Longer than a page of memory: such a line can be cut by a kill.
      return write(`${round}-${index}`, killAfter, `/${'w'.repeat(random.integer(20_000))}`);
    }))));
  }
  const entries = await collected(new Ledger(join(folder.path, 'ledger')).entries());
  for (const { run, said, wasKilled } of writers) {
    const indices = entries.filter((entry) => entry.run === run).map(({ samples }) => samples);
    expect(indices).toEqual(Array.from({ length: indices.length }, (_, index) => index));
    expect(indices.length).toBeGreaterThanOrEqual(said);
    expect(wasKilled ? MOST_ENTRIES : indices.length).toBe(MOST_ENTRIES);
  }
  const killed = writers.filter(({ wasKilled }) => wasKilled).length;
  expect(killed).toBeGreaterThanOrEqual(ROUNDS);
  expect(await readdir(join(folder.path, 'ledger'))).toEqual([`${DAY}.jsonl`]);
  const lines = (await readFile(join(folder.path, `ledger/${DAY}.jsonl`), 'utf8')).split('\n').filter((line) => line !== '');
  expect(lines.length - entries.length).toBeLessThanOrEqual(killed);
});
