import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectError, runCli } from './support/cli';
import { documentErrors } from './support/resultSchema';
import { fenced, useScriptedServer } from './support/scriptedServer';
import { WRONG } from './support/taskFiles';

const server = useScriptedServer();

interface Estimates {
  readonly estimates: readonly { readonly level: string; readonly p50: { readonly tokens: number }; readonly verifiedProbability: number | null; readonly caveats?: readonly string[] }[];
}

const remote = (...args: string[]): string[] => ['solve', ...args, '--model', 'openai-compatible:any', '--endpoint', server.provider.endpoint];

describe('solve --estimate', () => {
  it('foretells every position of the slider, and asks, loads and keeps nothing', async () => {
    const { code, stdout } = await runCli(['solve', 'task.py', '--estimate'], server.options);
    expect(code).toBe(0);
    for (const level of ['instant', 'quick', 'balanced', 'thorough']) {
      expect(stdout).toMatch(new RegExp(`^${level} .*%$`, 'm'));
    }
    expect(stdout).toContain('Nothing was spent');
    await runCli(remote('task.py', '--estimate'), server.options);
    expect(server.provider.models).toEqual([]);
    expect((await runCli(['ledger'], server.options)).stdout).toContain('Nothing is in the ledger yet');
    expect(existsSync(join(server.folder, 'graphs'))).toBe(false);
  });

  it('is a document with --json, within the limits that were given', async () => {
    const { stdout } = await runCli(['solve', 'task.py', '--estimate', '--json', '--max-tokens', '300'], server.options);
    const document = JSON.parse(stdout) as Estimates;
    expect(documentErrors('estimate', document)).toEqual([]);
    expect(document.estimates.map(({ level }) => level)).toEqual(['instant', 'quick', 'balanced', 'thorough']);
    expect(Math.max(...document.estimates.map(({ p50 }) => p50.tokens))).toBeLessThanOrEqual(300);
    const odds = document.estimates.map(({ verifiedProbability }) => verifiedProbability ?? -1);
    expect(odds).toEqual(odds.toSorted((a, b) => a - b));
  });

  it('is of both parts of a run that is gone on with, and says so', async () => {
    server.provider.script([fenced(WRONG)]);
    await runCli(remote('task.py', '--budget', 'quick', '--trace', 'before.json'), server.options);
    const { stdout } = await runCli(remote('--continue', 'before.json', '--estimate', '--json'), server.options);
    expect((JSON.parse(stdout) as Estimates).estimates.every(({ caveats = [] }) => caveats.some((caveat) => caveat.startsWith('What the run took before is part of it')))).toBe(true);
  });

  it('has nothing to verify where there is no example', async () => {
    await writeFile(join(server.folder, 'words.py'), 'def f(x):\n    """Adds one."""\n');
    expect((await runCli(['solve', 'words.py', '--estimate'], server.options)).stdout).toContain('nothing to verify');
  });

  it('does not go with what a run would leave behind', async () => {
    await expectError(['solve', 'task.py', '--estimate', '--trace', 'x.json'], server.options, "'--estimate' cannot be used with option '--trace <file>'");
  });
});
