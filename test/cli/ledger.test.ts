import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Ledger, type LedgerEntry, type LedgerTotals } from '../../src/budget/ledger';
import { callEntry, collected, questionEntry, runEntry } from '../support/ledgerEntries';
import { temporaryFolder } from '../support/temporaryFolder';
import { ScriptedProvider } from '../vscode/support/scriptedProvider';
import { expectError, runCli, startCli } from './support/cli';
import { documentErrors } from './support/resultSchema';
import { RIGHT, WRONG, writeTaskFiles } from './support/taskFiles';

const fenced = (code: string): { readonly text: string } => ({ text: `\`\`\`python\n${code}\`\`\`\n` });

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let provider: ScriptedProvider;
let options: { readonly home: string; readonly cwd: string };
let ledger: Ledger;
beforeEach(async () => {
  folder = await temporaryFolder();
  await writeTaskFiles(folder.path);
  options = { home: join(folder.path, 'home'), cwd: folder.path };
  ledger = new Ledger(join(options.home, 'ledger'));
  provider = await ScriptedProvider.start();
});
afterEach(async () => {
  await provider.stop();
  await folder.dispose();
});

const remote = (...args: string[]): string[] => [...args, '--model', 'openai-compatible:any', '--endpoint', provider.endpoint];
const entries = (): Promise<LedgerEntry[]> => collected(ledger.entries());

interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly samples: number;
}

describe('what calls take', () => {
  it('is written down call by call, with the run and its end, and summed up', async () => {
    provider.script([fenced(WRONG), fenced(RIGHT)]);
    const { usage } = JSON.parse((await runCli(remote('solve', 'task.py', '--budget', 'quick', '--json'), options)).stdout) as { usage: Usage };
    const all = await entries();
    const runs = all.filter((entry) => entry.type === 'run');
    const workspace = await realpath(folder.path);
    expect(runs).toMatchObject([{ purpose: 'solve', model: 'any', level: 'quick', status: 'verified', examples: 2, language: 'python', workspace, limits: { samples: 4 }, samples: usage.samples }]);
    expect(all.map(({ run }) => run)).toEqual(all.map(() => runs[0]?.run));
    const { stdout } = await runCli(['ledger', '--by', 'workspace', '--json'], options);
    const document = JSON.parse(stdout) as LedgerTotals;
    expect(documentErrors('ledger', document)).toEqual([]);
    expect(document).toMatchObject({
      by: 'workspace', groups: [{ name: workspace }],
      all: { calls: all.length - 1, promptTokens: usage.promptTokens, completionTokens: usage.completionTokens, samples: usage.samples, runs: 1, verifiedRuns: 1, energyUnknown: all.length - 1, priceUnknown: all.length - 1 },
    });
  });

  it('of a question is written down with how it ended and what was foretold, and is no run of a task', async () => {
    provider.script([{ text: 'Three times four.\nAnswer: 12' }]);
    const { usage } = JSON.parse((await runCli(remote('ask', 'How many is three times four?', '--short', '--budget', 'quick', '--json'), options)).stdout) as { usage: Usage };
    const [ending] = (await entries()).filter((entry) => entry.type === 'question');
    expect(ending).toMatchObject({ purpose: 'ask', model: 'any', level: 'quick', form: 'short', status: 'agreed', stopReason: 'agreement', samples: usage.samples, forecast: { verifiedProbability: null } });
    const { all: sum } = JSON.parse((await runCli(['ledger', '--json'], options)).stdout) as LedgerTotals;
    expect(sum).toMatchObject({ samples: usage.samples, runs: 0, verifiedRuns: 0 });
  });

  it('stays when the process is killed in a later call, and another writes beside it', async () => {
    provider.script([fenced(WRONG), { ...fenced(WRONG), holdAfter: 10 }]);
    const killed = startCli(remote('solve', 'task.py', '--budget', 'quick'), options);
    // Its first call is over, and the next ones are held.
    await expect.poll(entries, { timeout: 100_000, interval: 200 }).toHaveLength(1);
    killed.child.kill('SIGKILL');
    await killed.done;
    provider.script([fenced(RIGHT)]);
    await runCli(remote('complete', 'task.py'), options);
    expect((await entries()).map(({ type, purpose }) => [type, purpose])).toEqual([['call', 'solve'], ['call', 'complete']]);
  });

  it('that cannot be written down costs one line, and no answer', async () => {
    await mkdir(options.home, { recursive: true });
    await writeFile(join(options.home, 'ledger'), 'in the way');
    provider.script([fenced(WRONG), fenced(RIGHT)]);
    const { code, stderr } = await runCli(remote('solve', 'task.py', '--budget', 'quick'), options);
    expect(code).toBe(0);
    expect(stderr.match(/not written into the ledger/g)).toHaveLength(1);
    expect(await readFile(join(options.home, 'ledger'), 'utf8')).toBe('in the way');
  });

  it('is not written down where the environment says so, which has to mean something', async () => {
    provider.script([fenced(RIGHT)]);
    expect(await runCli(remote('complete', 'task.py'), { ...options, environment: { RECKON_LEDGER: 'off' } })).toMatchObject({ code: 0 });
    expect(await entries()).toEqual([]);
    await expectError(['ledger'], { ...options, environment: { RECKON_LEDGER: 'maybe' } }, 'RECKON_LEDGER is maybe, which means nothing.');
    await expectError(['ledger'], { ...options, environment: { RECKON_LEDGER_DAYS: '0' } }, 'RECKON_LEDGER_DAYS is 0, which is no number of days.');
  });
});

describe('reckon ledger', () => {
  beforeEach(async () => {
    for (const entry of [
      callEntry({ time: '2026-02-27T10:00:00.000+01:00', joules: 100, energySource: 'measured' }), runEntry({ time: '2026-02-27T10:00:00.000+01:00' }),
      callEntry({ model: 'far, "away"', location: 'remote', workspace: '=SUM(A1)', dollars: null, forfeitedTokens: 40 }), callEntry({ workspace: null, joules: 50, energySource: 'modelled' }),
    ]) {
      await ledger.append(entry);
    }
  });

  it('shows days, and all of them together', async () => {
    const { code, stdout } = await runCli(['ledger'], options);
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 4).map((line) => line.split(/ {2,}/))).toEqual([
      ['day', 'calls', 'samples', 'tokens', 'written', 'time', 'energy', 'money', 'verified'],
      ['2026-02-27', '1', '1', '15', '5', '1.0 s', '100 J measured', 'no charge', '1 of 1'],
      ['2026-03-01', '2', '2', 'at most 70', '10', '2.0 s', '50 J modelled (1 call unknown)', 'no charge (1 call unknown)'],
      ['all', '3', '3', 'at most 85', '15', '3.0 s', '150 J partly modelled (1 call unknown)', 'no charge (1 call unknown)', '1 of 1'],
    ]);
  });

  it('is written out as CSV and as JSON', async () => {
    expect(await runCli(['ledger', 'export', 'out.csv', '--since', '2026-03-01'], options)).toMatchObject({ code: 0, stdout: '2 calls and 0 finished runs are in out.csv.\n' });
    const [heading, ...rows] = (await readFile(join(folder.path, 'out.csv'), 'utf8')).trimEnd().split('\r\n');
    expect(heading).toMatch(/^time,run,purpose,model,location,workspace,/);
    expect(rows.map((row) => row.slice('2026-03-01T10:00:00.000+01:00,'.length))).toEqual([
      `r,solve,"far, ""away""",remote,'=SUM(A1),finished,1,10,0,5,40,1,,unknown,`, 'r,solve,m,local,,finished,1,10,0,5,0,1,50,modelled,0',
    ]);
    await ledger.append(questionEntry({ time: '2026-03-02T10:00:00.000+01:00' }));
    await runCli(['ledger', 'export', 'out.json'], options);
    const document: unknown = JSON.parse(await readFile(join(folder.path, 'out.json'), 'utf8'));
    expect(documentErrors('ledgerExport', document)).toEqual([]);
    expect((document as { entries: unknown[] }).entries).toEqual(await entries());
    await expectError(['ledger', 'export', 'out.txt'], options, 'out.txt says neither CSV nor JSON.');
  });

  it('lets go of days only when it was agreed to', async () => {
    await expectError(['ledger', 'clear'], options, 'Give --before DATE, the first day that stays, or --all.');
    await expectError(['ledger', 'clear', '--all'], options, 'Nothing was removed.\n  Run it on a terminal, or give --yes.');
    expect(await entries()).toHaveLength(4);
    expect(await runCli(['ledger', 'clear', '--before', '2026-03-01', '--yes'], options)).toMatchObject({ code: 0, stdout: 'removed 1 day\n' });
    expect(await entries()).toHaveLength(2);
    expect((await runCli(['ledger', '--since', '2026-03-02'], options)).stdout).toBe('Nothing is in the ledger since 2026-03-02.\n');
  });

  it.each([['2026-02-30'], ['yesterday'], ['2026-3-1']])('knows no day %s', async (text) => {
    const { code, stderr } = await runCli(['ledger', '--since', text], options);
    expect([code, stderr]).toEqual([1, expect.stringContaining('It must be a date such as 2026-03-01.') as string]);
  });
});
