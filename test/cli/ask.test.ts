import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder';
import { ScriptedProvider } from '../vscode/support/scriptedProvider';
import { expectError, runCli, startCli } from './support/cli';
import { documentErrors } from './support/resultSchema';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let provider: ScriptedProvider;
let options: { readonly home: string; readonly cwd: string };
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder.path, 'question.txt'), 'How many eggs?\n');
  options = { home: join(folder.path, 'home'), cwd: folder.path };
});
afterAll(() => folder.dispose());
beforeEach(async () => {
  provider = await ScriptedProvider.start();
});
afterEach(() => provider.stop());

const remote = (...args: string[]): string[] => ['ask', ...args, '--budget', 'quick', '--model', 'openai-compatible:any', '--endpoint', provider.endpoint];
const says = (answer: string): { readonly text: string } => ({ text: `Some were eaten.\nAnswer: ${answer}` });

describe('ask', () => {
  it('prints the answer that samples agree on, how it came about apart, and exits 0', async () => {
    provider.script([says('13')]);
    const { code, stdout, stderr } = await runCli(remote('How many eggs?'), options);
    expect([code, stdout]).toEqual([0, '13\n']);
    expect(stderr).toMatch(/estimate .*\n(?:.*\n)*Some were eaten\.\n(?:.*\n)*.*AGREED by 2 of 2 samples\. Agreement is no proof: nothing was checked\.\n/);
    expect(stderr).not.toMatch(/verified/i);
  });

  it.each([['standard input', [], 'How many eggs?'], ['standard input by name', ['-'], 'How many eggs?'], ['a file', ['--file', 'question.txt'], '']])('reads the question from %s', async (_, args, input) => {
    provider.script([says('13')]);
    expect(await runCli(remote(...args), { ...options, input })).toMatchObject({ code: 0, stdout: '13\n' });
  });

  it('exits 2 where samples differ, and its document says so', async () => {
    provider.script([says('1'), says('2'), says('3'), says('4')]);
    const { code, stdout } = await runCli(remote('How many eggs?', '--json'), options);
    const document: unknown = JSON.parse(stdout);
    expect(documentErrors('ask', document)).toEqual([]);
    expect(document).toMatchObject({ status: 'no-agreement', agreement: { agreeing: 1, samples: 4 }, stopReason: 'budget-samples', model: { location: 'remote' } });
    expect(code).toBe(2);
  });

  it('writes a text once and exits 0', async () => {
    provider.script([{ text: 'Because of light.' }]);
    const { code, stdout, stderr } = await runCli(remote('Why is the sky blue?'), options);
    expect([code, stdout]).toEqual([0, 'Because of light.\n']);
    expect(stderr).toContain('Answered once; nothing was checked.');
  });

  it('takes a person at their word: --free and --short', async () => {
    provider.script([says('13')]);
    expect(await runCli(remote('How many eggs?', '--free'), options)).toMatchObject({ code: 0, stdout: 'Some were eaten.\nAnswer: 13\n' });
    provider.script([{ text: 'It is long.\nIt has no end.' }]);
    expect(await runCli(remote('Why?', '--short'), options)).toMatchObject({ code: 2, stdout: '' });
  });

  it('ends with 130 and what it has when it is interrupted', async () => {
    provider.script([{ ...says('13'), holdAfter: 14 }]);
    const cli = startCli(remote('How many eggs?'), options);
    await cli.untilProgress('Some were');
    cli.child.kill('SIGINT');
    expect(await cli.done).toMatchObject({ code: 130, stdout: '' });
  });

  it('refuses what is no question', async () => {
    await expectError(remote(' '), options, 'The question is empty.');
    await expectError(remote('Why?', '--short', '--free', '--json'), options, '--short and --free exclude each other.');
    await expectError(remote('Why?', '--file', 'question.txt'), options, 'A question was given, and a file, too.');
    await expectError(remote('--file', 'absent.txt'), options, 'There is no file absent.txt.');
  });
});
