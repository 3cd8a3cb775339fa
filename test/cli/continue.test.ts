import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectError, runCli } from './support/cli';
import { resultSchemaErrors } from './support/resultSchema';
import { fenced, useScriptedServer } from './support/scriptedServer';
import { RIGHT, TASK, WRONG } from './support/taskFiles';

const server = useScriptedServer();

const remote = (...args: string[]): string[] => [...args, '--model', 'openai-compatible:any', '--endpoint', server.provider.endpoint];

describe('solve --continue', () => {
  it('goes on with the samples of a recorded run, without its task being named again', async () => {
    server.provider.script([fenced(WRONG)]);
    expect((await runCli(remote('solve', 'task.py', '--budget', 'quick', '--trace', 'before.json'), server.options)).code).toBe(2);
    server.provider.script([fenced(RIGHT)]);
    const { code, stdout, stderr } = await runCli(remote('solve', '--continue', 'before.json', '--budget', 'balanced', '--max-seconds', '120', '--json'), server.options);
    const document = JSON.parse(stdout) as { readonly candidates: readonly unknown[]; readonly code: string };
    expect(resultSchemaErrors(document)).toEqual([]);
    expect(code).toBe(0);
    expect(document.code).toContain('return x + 1');
    expect(document.candidates).toHaveLength(8);
    expect(stderr).toContain('What was drawn before');
  });

  it('is recorded with what it began with, and is shown, exported and replayed so', async () => {
    server.provider.script([fenced(WRONG)]);
    await runCli(remote('solve', 'task.py', '--budget', 'instant', '--trace', 'before.json'), server.options);
    server.provider.script([fenced(WRONG), fenced(RIGHT)]);
    const solved = await runCli(remote('solve', '--continue', 'before.json', '--budget', 'quick', '--trace', 'after.json', '--json'), server.options);
    const { code } = JSON.parse(solved.stdout) as { readonly code: string };
    const replayed = JSON.parse((await runCli(['trace', 'replay', 'after.json', '--budget', 'quick', '--json'], server.options)).stdout) as { readonly replays: readonly unknown[] };
    expect(replayed.replays).toMatchObject([{ status: 'verified', code, recordEnd: null }]);
    expect((await runCli(['trace', 'show', 'after.json'], server.options)).stderr).toContain('it went on with an earlier run: 1 candidate, none of which passes; ');
    await runCli(['trace', 'export', 'after.json', '--out', 'after.md'], server.options);
    expect(await readFile(join(server.folder, 'after.md'), 'utf8')).toContain('**went on with** an earlier run: 1 candidate');
  });

  it('refuses a run about another task, one that drew nothing, and what is no run', async () => {
    server.provider.script([fenced(WRONG)]);
    await runCli(remote('solve', 'task.py', '--budget', 'instant', '--trace', 'before.json'), server.options);
    await writeFile(join(server.folder, 'other.py'), TASK.replaceAll('def f', 'def g').replaceAll('f(', 'g('));
    await expectError(remote('solve', 'other.py', '--continue', 'before.json'), server.options, 'The run to go on with was about another task.');
    await runCli(remote('solve', 'task.py', '--max-tokens', '5', '--trace', 'nothing.json'), server.options);
    await expectError(remote('solve', '--continue', 'nothing.json'), server.options, 'The run in nothing.json drew nothing that could be gone on with.');
    await expectError(remote('solve', '--continue', 'task.py'), server.options, 'task.py is no trace of a run: it is not JSON.');
  });
});
