import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectError, runCli } from './support/cli';
import { fenced, useScriptedServer } from './support/scriptedServer';
import { RIGHT, TASK, WRONG } from './support/taskFiles';

const server = useScriptedServer();

const solve = (...args: string[]): string[] => ['solve', ...args, '--write', '--model', 'openai-compatible:any', '--endpoint', server.provider.endpoint];

describe('solve --write', () => {
  it('puts a verified answer into the file, which stays what it was otherwise', async () => {
    const path = join(server.folder, 'own.py');
    await writeFile(path, `#!/usr/bin/env python3\r\nLIMIT = 3\r\n\r\n${TASK.replaceAll('\n', '\r\n')}`);
    await chmod(path, 0o755);
    server.provider.script([fenced(RIGHT)]);
    const { code, stdout, stderr } = await runCli(solve('own.py'), server.options);
    const written = await readFile(path, 'utf8');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('written   to own.py');
    expect(written).toMatch(/^#!\/usr\/bin\/env python3\r\nLIMIT = 3\r\n[^]*>>> f\(1\)[^]*return x \+ 1\r\n$/);
    expect(written.replaceAll('\r\n', '')).not.toContain('\n');
    expect((await stat(path)).mode & 0o777).toBe(0o755);
  });

  it('only prints an answer that is not verified', async () => {
    server.provider.script([fenced(WRONG)]);
    const { code, stdout, stderr } = await runCli(solve('task.py', '--budget', 'instant'), server.options);
    expect(code).toBe(2);
    expect(stdout).toContain('return x');
    expect(stderr).toContain('written   nowhere: it is not verified');
    expect(await readFile(join(server.folder, 'task.py'), 'utf8')).toBe(TASK);
  });

  it('keeps what somebody wrote into the file meanwhile, and prints the answer', async () => {
    const path = join(server.folder, 'edited.py');
    await writeFile(path, TASK);
    server.provider.script([{ ...fenced(RIGHT), holdAfter: 1 }]);
    const running = runCli(solve('edited.py', '--budget', 'quick'), server.options);
    await expect.poll(() => server.provider.models.length, { timeout: 20_000 }).toBe(1);
    await writeFile(path, `# mine\n${TASK}`);
    server.provider.release();
    const { code, stdout, stderr } = await running;
    expect(code).toBe(0);
    expect(stdout).toContain('return x + 1');
    expect(stderr).toContain('edited.py was changed meanwhile');
    expect(await readFile(path, 'utf8')).toBe(`# mine\n${TASK}`);
  });

  it('needs a file of code, and says so before anything is spent', async () => {
    await writeFile(join(server.folder, 'words.txt'), 'Write f(x) that adds one.\n\nassert f(1) == 2\n');
    await expectError(solve('words.txt', '--language', 'python'), server.options, '--write puts the answer into the file of the function');
    expect(server.provider.models).toEqual([]);
  });
});
