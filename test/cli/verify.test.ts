import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder';
import { runCli, startCli } from './support/cli';
import { descendants, isAlive } from '../support/processes';
import { documentErrors } from './support/resultSchema';
import { RIGHT, TASK, writeTaskFiles } from './support/taskFiles';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let options: { readonly home: string; readonly cwd: string };
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTaskFiles(folder.path);
  options = { home: join(folder.path, 'home'), cwd: folder.path };
});
afterAll(() => folder.dispose());

describe('verify', () => {
  it('exits 0 when every example passes', async () => {
    const { code, stdout } = await runCli(['verify', 'task.py', 'right.py'], options);
    expect(code).toBe(0);
    expect(stdout).toContain('passed: passes 2 of 2 examples\nexecuted in: ');
    expect(stdout).toContain('\nnot checked: speed, and inputs unlike your examples\n');
  });

  it('exits 2 when one fails, and shows what came', async () => {
    const { code, stdout } = await runCli(['verify', 'task.py', 'wrong.py'], options);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^f\(1\) == 2 +failed +2 +1$/m);
  });

  it('exits 2 when there is nothing to check', async () => {
    const { code, stdout } = await runCli(['verify', 'no-examples.py', 'right.py'], options);
    expect(code).toBe(2);
    expect(stdout).toContain('inconclusive: ');
  });

  it('judges every function of a file against its own description', async () => {
    const input = 'def f(x):\n    """\n    >>> f(1)\n    2\n    """\n    return x + 1\n\ndef g(x):\n    """\n    >>> g([3, 1, 2])\n    [1, 2, 3]\n    >>> g([2, 1])\n    [1, 2]\n    """\n    return x\n';
    const { code, stdout } = await runCli(['verify', '-', '--language', 'python'], { ...options, input });
    expect(code).toBe(2);
    expect(stdout).toMatch(/^f\n[\s\S]*^ {2}passed: [\s\S]*^g\n[\s\S]*^ {2}failed: fails 2 of 2 examples, the smallest: g\(\[2, 1\]\) gave \[2, 1\], should be \[1, 2\]$[\s\S]*^1 of 2 functions passes$/m);
    const document = JSON.parse((await runCli(['verify', '-', '--language', 'python', '--json'], { ...options, input })).stdout) as unknown;
    expect(documentErrors('verifyMany', document)).toEqual([]);
    expect(document).toMatchObject({ passed: 1, functions: [{ function: 'f', status: 'passed', smallestFailing: null }, { function: 'g', status: 'failed', smallestFailing: 'ex2' }] });
  });

  it('says which examples it did not understand, and why', async () => {
    const input = 'def f(x):\n    """\n    >>> f(1)\n    2\n    >>> Stack().push(1)\n    3\n    """\n';
    const { code, stdout, stderr } = await runCli(['verify', '-', 'right.py'], { ...options, input });
    expect(code).toBe(0);
    expect(stderr).toContain('1 example understood, 1 not understood:\n  line 5: Stack().push(1) 3 (it calls the method `push`, not f)\n');
    const document = JSON.parse((await runCli(['verify', '-', 'right.py', '--json'], { ...options, input })).stdout) as unknown;
    expect(documentErrors('verify', document)).toEqual([]);
    expect(document).toMatchObject({ notUnderstood: [{ line: 5, text: 'Stack().push(1) 3' }] });
    expect(stdout).toContain('passes 1 of 1 example');
  });

  it.each([['js', 'const f = (x) => x + 1;'], ['ts', 'export function f(x: number): number { return x + 1; }'], ['py', RIGHT]])('takes the language of a candidate in .%s where a task in words says none', async (extension, code) => {
    await writeFile(join(folder.path, 'words.txt'), 'Add one to a number with f(x).\n\nf(1) == 2\nf(-1) == 0\n');
    await writeFile(join(folder.path, `words.${extension}`), code);
    const { code: exit, stdout } = await runCli(['verify', 'words.txt', `words.${extension}`], options);
    expect({ exit, stdout }).toMatchObject({ exit: 0, stdout: expect.stringContaining('passed: passes 2 of 2 examples') as unknown });
  });

  it('exits 1 when it cannot be done', async () => {
    expect(await runCli(['verify', 'task.py', 'nowhere.py'], options)).toMatchObject({ code: 1, stdout: '' });
  });

  it.each([
    ['a task in words', ['verify', '-'], 'Add two numbers with add(a, b).\n\nadd(1, 2) == 3\n', 'There is no code to check in standard input.'],
    ['a function without a body', ['verify', '-', '--language', 'python'], 'def f(x):\n    """\n    >>> f(1)\n    2\n    """\n', 'f in standard input has no body yet.'],
    ['a candidate of another language', ['verify', '-', 'right.py', '--language', 'typescript'], '/** f(1) === 2 */\nfunction f(x: number): number {\n', 'The task is TypeScript, the candidate Python.'],
  ])('does not run %s', async (_, parameters, input, message) => {
    const { code, stdout, stderr } = await runCli([...parameters, '--json'], { ...options, input });
    const document: unknown = JSON.parse(stdout);
    expect(documentErrors('error', document)).toEqual([]);
    expect({ code, document }).toMatchObject({ code: 1, document: { error: { code: 'invalid-input', message, hint: expect.stringContaining('Give a candidate') as unknown } } });
    expect(stderr).toContain(`reckon: ${message}\n`);
  });

  it.each([['def g(x):\n    return x\n', 'failed: the candidate has no function f (it has: g)'], ['\n', 'failed: the candidate is empty']])('says what is missing in %j', async (input, line) => {
    const { code, stdout } = await runCli(['verify', 'task.py', '-'], { ...options, input });
    expect({ code, stdout }).toMatchObject({ code: 2, stdout: expect.stringContaining(`\n${line}\n`) as unknown });
  });

  it('says which functions of a file it did not check', async () => {
    const input = 'def f(x):\n    """\n    >>> f(1)\n    2\n    """\n    return x + 1\n\ndef g(x):\n    """\n    >>> g(1)\n    1\n    """\n    return x\n\ndef h(x):\n    return x\n';
    const { code, stdout } = await runCli(['verify', '-', '--language', 'python'], { ...options, input });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^2 of 3 functions pass, 1 is not checked$[\s\S]*^functions not checked: h \(no example\)$/m);
  });

  it('takes either side from standard input', async () => {
    expect(await runCli(['verify', 'task.py', '-'], { ...options, input: RIGHT })).toMatchObject({ code: 0 });
    expect(await runCli(['verify', '-', 'wrong.py'], { ...options, input: TASK })).toMatchObject({ code: 2 });
  });

  it.each([['right.py', 0, 'passed'], ['wrong.py', 2, 'failed']])('prints one document for %s', async (candidate, expectedCode, status) => {
    const { code, stdout } = await runCli(['verify', 'task.py', candidate, '--json'], options);
    expect(code).toBe(expectedCode);
    const document: unknown = JSON.parse(stdout);
    expect(documentErrors('verify', document)).toEqual([]);
    expect(document).toMatchObject({
      schemaVersion: 1, status, isolation: { level: expect.any(String) as unknown }, notUnderstood: [],
      examples: [{ exampleId: 'ex1', label: 'f(1) == 2', status, expected: '2' }, { exampleId: 'ex2' }],
    });
  });

  it('runs at the level that is required, and says which it was', async () => {
    const { code, stdout } = await runCli(['verify', 'task.py', 'right.py', '--json', '--min-isolation', 'isolated'], options);
    const document: unknown = JSON.parse(stdout);
    expect(documentErrors('verify', document)).toEqual([]);
    expect({ code, document }).toMatchObject({ code: 0, document: { isolation: { level: 'isolated' } } });
  });

  it('names the levels that can be required', async () => {
    expect(await runCli(['verify', 'task.py', 'right.py', '--min-isolation', 'perfect'], options)).toMatchObject({ code: 1, stderr: expect.stringContaining('contained, isolated') as string });
  });

  it('ends an endless candidate at Ctrl-C and leaves no process', async () => {
    const cli = startCli(['verify', 'task.py', 'endless.py', '--json'], options);
    await cli.untilProgress('running 2 examples');
    const started = descendants(cli.pid);
    cli.child.kill('SIGINT');
    expect(await cli.done).toMatchObject({ code: 130, stdout: '' });
    expect(started.filter(({ pid }) => isAlive(pid))).toEqual([]);
  });
});
