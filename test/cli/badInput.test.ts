import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder';
import { expectError, runCli, startCli } from './support/cli';
import { writeTaskFiles } from './support/taskFiles';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let options: { readonly home: string; readonly cwd: string };
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTaskFiles(folder.path);
  await mkdir(join(folder.path, 'folder.py'));
  await writeFile(join(folder.path, 'latin1.py'), Buffer.from([0x64, 0xe9, 0x66]));
  await writeFile(join(folder.path, 'limits.py'), 'import os\n\nLIMIT = 3\n');
  await writeFile(join(folder.path, 'several.py'), 'def f(x):\n    pass\n\ndef g(x):\n    pass\n');
  options = { home: join(folder.path, 'home'), cwd: folder.path };
});
afterAll(() => folder.dispose());

const WHOLE = 'It must be a whole number of at least 1.';

describe('a task that cannot be read', () => {
  it.each([
    ['an unknown file', ['solve', 'nowhere.py'], 'There is no file nowhere.py.'],
    ['a folder', ['solve', 'folder.py'], 'folder.py is a folder, not a file.'],
    ['an empty file', ['solve', 'empty.py'], 'The task is empty.'],
    ['an empty name', ['solve', ''], 'The name of the task is empty.\n  Name a file, or give - to read standard input.'],
    ['an empty name of a candidate', ['verify', 'task.py', ''], 'The name of the candidate is empty.'],
    ['a file of blanks', ['solve', 'blank.py'], 'The task is empty.'],
    ['empty standard input', ['solve', '-'], 'The task is empty.'],
    ['empty standard input without a name', ['solve'], 'The task is empty.'],
    ['another encoding', ['solve', 'latin1.py'], 'The task is not UTF-8 text.'],
    ['an unsupported language', ['solve', '--language', 'cobol', 'task.py'], 'Allowed choices are python, typescript, javascript.'],
    ['a language that the name does not tell', ['solve', 'task.cob'], 'Files that end in .cob are not supported.'],
    ['a function that is not there', ['solve', '--function', 'g', 'task.py'], 'There is no function g in the task.\n  The functions in it are: f.'],
    ['several functions of which any could be meant', ['solve', 'several.py'], 'The task has several functions that are not written yet.\n  Choose one with --function: f, g.'],
    ['code without a function', ['solve', 'limits.py'], 'The code has no function to solve.\n  Give a function with a name, a description and examples, or describe in words what it should do.'],
    ['code without a function to verify', ['verify', 'limits.py', 'right.py'], 'The code has no function to solve.'],
    ['no message for the model', ['complete'], 'The text is empty.'],
    ['an unknown message file', ['complete', 'nowhere.txt'], 'There is no file nowhere.txt.'],
    ['an unknown candidate', ['verify', 'task.py', 'nowhere.py'], 'There is no file nowhere.py.'],
    ['an empty task to verify', ['verify', 'empty.py', 'right.py'], 'The task is empty.'],
    ['no task', ['verify'], "missing required argument 'task'"],
    ['one standard input for two', ['verify', '-', '-'], 'Standard input can be the task or the candidate, not both.'],
  ])('%s', async (_what, args, sentence) => {
    await expectError(args, options, sentence);
    await expectError([...args, '--json'], options, sentence);
  });
});

describe('options that mean nothing', () => {
  it.each([
    ['an unknown budget', ['solve', '--budget', 'endless', 'task.py'], 'Allowed choices are instant, quick, balanced, thorough.'],
    ['--max-tokens 0', ['solve', '--max-tokens', '0', 'task.py'], WHOLE],
    ['--max-tokens -5', ['solve', '--max-tokens', '-5', 'task.py'], WHOLE],
    ['--max-tokens abc', ['solve', '--max-tokens', 'abc', 'task.py'], WHOLE],
    ['--max-tokens 1.5', ['solve', '--max-tokens', '1.5', 'task.py'], WHOLE],
    ['an empty --max-tokens', ['solve', '--max-tokens', '', 'task.py'], WHOLE],
    ['--max-samples 0', ['solve', '--max-samples', '0', 'task.py'], WHOLE],
    ['--max-seconds 0', ['solve', '--max-seconds', '0', 'task.py'], 'It must be a number above 0.'],
    ['--seed -1', ['solve', '--seed', '-1', 'task.py'], 'It must be a whole number of at least 0.'],
    ['--threads 0', ['complete', '--threads', '0'], WHOLE],
    ['too many samples', ['complete', '--samples', '257'], 'at most 256.'],
    ['a temperature below 0', ['complete', '--temperature', '-1'], 'It must be a number of at least 0.'],
    ['a mass above 1', ['complete', '--top-p', '1.5'], 'It must be a number above 0 and at most 1.'],
    ['no mass', ['complete', '--top-p', '0'], 'It must be a number above 0 and at most 1.'],
    ['a fraction above 1', ['complete', '--min-p', '1.5'], 'It must be a number from 0 to 1.'],
    ['an option without its value', ['solve', '--max-tokens'], "option '--max-tokens <n>' argument missing"],
    ['an unknown option', ['solve', '--fast', 'task.py'], "unknown option '--fast'"],
    ['an unknown command', ['ponder'], "unknown command 'ponder'"],
    ['an unknown command about models', ['models', 'fech', 'x'], "unknown command 'fech'"],
    ['too many files', ['solve', 'task.py', 'right.py'], 'too many arguments'],
    ['a trace that cannot be written', ['solve', '--trace', 'nowhere/trace.json', 'task.py'], 'Cannot write the trace to nowhere/trace.json: its folder does not exist.'],
  ])('%s', async (_what, args, sentence) => {
    await expectError(args, options, sentence);
  });

  it('shows how it is used when nothing is asked', async () => {
    const { code, stdout, stderr } = await runCli([], options);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Usage: reckon');
  });
});

describe('a reader that has gone', () => {
  it.each([[['models']], [['--help']], [['models', 'list', '--json']]])('is no crash of %j', async (args) => {
    const cli = startCli(args, options);
    cli.child.stdout.destroy();
    expect(await cli.done).toMatchObject({ code: 0, stderr: '' });
  });

  it('is no crash when it is that of messages', async () => {
    const cli = startCli(['ponder'], options);
    cli.child.stderr.destroy();
    expect(await cli.done).toMatchObject({ code: 1 });
  });
});
