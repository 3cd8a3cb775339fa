import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder';
import { ScriptedProvider } from '../vscode/support/scriptedProvider';
import { expectError, runCli } from './support/cli';
import { resultSchemaErrors } from './support/resultSchema';
import { RIGHT, TASK, WRONG, writeTaskFiles } from './support/taskFiles';

const fenced = (code: string): { readonly text: string } => ({ text: `\`\`\`python\n${code}\`\`\`\n` });

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let provider: ScriptedProvider;
let options: { readonly home: string; readonly cwd: string };
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTaskFiles(folder.path);
  options = { home: join(folder.path, 'home'), cwd: folder.path };
});
afterAll(() => folder.dispose());
beforeEach(async () => {
  provider = await ScriptedProvider.start();
});
afterEach(() => provider.stop());

const remote = (...args: string[]): string[] => [...args, '--model', 'openai-compatible:any', '--endpoint', provider.endpoint];

describe('solve --continue', () => {
  it('goes on with the samples of a recorded run, without its task being named again', async () => {
    provider.script([fenced(WRONG)]);
    expect((await runCli(remote('solve', 'task.py', '--budget', 'quick', '--trace', 'before.json'), options)).code).toBe(2);
    provider.script([fenced(RIGHT)]);
    const { code, stdout, stderr } = await runCli(remote('solve', '--continue', 'before.json', '--budget', 'balanced', '--max-seconds', '120', '--json'), options);
    const document = JSON.parse(stdout) as { readonly candidates: readonly unknown[]; readonly code: string };
    expect(resultSchemaErrors(document)).toEqual([]);
    expect(code).toBe(0);
    expect(document.code).toContain('return x + 1');
    expect(document.candidates).toHaveLength(8);
    expect(stderr).toContain('What was drawn before');
  });

  it('refuses a run about another task, one that drew nothing, and what is no run', async () => {
    provider.script([fenced(WRONG)]);
    await runCli(remote('solve', 'task.py', '--budget', 'instant', '--trace', 'before.json'), options);
    await writeFile(join(folder.path, 'other.py'), TASK.replaceAll('def f', 'def g').replaceAll('f(', 'g('));
    await expectError(remote('solve', 'other.py', '--continue', 'before.json'), options, 'The run to go on with was about another task.');
    await runCli(remote('solve', 'task.py', '--max-tokens', '5', '--trace', 'nothing.json'), options);
    await expectError(remote('solve', '--continue', 'nothing.json'), options, 'The run in nothing.json drew nothing that could be gone on with.');
    await expectError(remote('solve', '--continue', 'task.py'), options, 'task.py is no trace of a run: it is not JSON.');
  });
});
