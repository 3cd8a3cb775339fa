import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder';
import { ScriptedProvider } from '../vscode/support/scriptedProvider';
import { expectError, runCli } from './support/cli';
import { resultSchemaErrors } from './support/resultSchema';
import { RIGHT, WRONG, writeTaskFiles } from './support/taskFiles';

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

const solve = (...args: string[]): string[] => ['solve', 'task.py', '--model', 'openai-compatible:small', '--endpoint', provider.endpoint, '--strategy', 'cascade', '--max-seconds', '600', ...args];

describe('solve --escalate', () => {
  it('goes on with the further model, which is named as the writer, in the ledger and in the trace', async () => {
    provider.script([fenced(WRONG), fenced(RIGHT)]);
    const { code, stdout, stderr } = await runCli(solve('--escalate', 'openai-compatible:large', '--budget', 'quick', '--json', '--trace', 'trace.json'), options);
    const document: unknown = JSON.parse(stdout);
    expect([code, resultSchemaErrors(document)]).toEqual([0, []]);
    expect(provider.models).toEqual(['small', 'large']);
    expect(document).toMatchObject({
      status: 'verified', model: { id: 'small' }, candidates: [{ model: 'small', verdict: 'failed' }, { model: 'large', verdict: 'passed' }],
      further: [{ id: 'large', location: 'remote', candidates: 1, failure: null }], usage: { dollars: null, energyJoules: null },
    });
    expect(stderr).toContain('Get large ready');
    expect(stderr).toMatch(/by {8}large/);
    const ledger = await runCli(['ledger', '--by', 'model', '--json'], options);
    expect(JSON.parse(ledger.stdout)).toMatchObject({ groups: [{ name: 'large', calls: 1 }, { name: 'small', calls: 1 }] });
    expect(JSON.parse(await readFile(join(folder.path, 'trace.json'), 'utf8'))).toMatchObject({ schemaVersion: 3, calls: [{}, { model: 1 }] });
    const replay = await runCli(['trace', 'replay', 'trace.json', '--budget', 'quick'], options);
    expect([replay.code, replay.stderr]).toEqual([0, expect.stringMatching(/VERIFIED Verified[\s\S]*by {8}large/) as string]);
  });

  it('says which model could not be had, and keeps what there is', async () => {
    provider.script([fenced(WRONG)]);
    const { code, stderr } = await runCli(solve('--escalate', 'smollm2-135m', '--budget', 'quick'), options);
    expect(code).toBe(2);
    expect(stderr).toContain('without   smollm2-135m: The model smollm2-135m is not on this machine. Fetch it: reckon models fetch smollm2-135m');
  });

  it.each([
    ['no further model', [], 'A cascade needs a further model to go on with.'],
    ['a name that nothing has', ['--escalate', 'larger'], 'There is no model "larger".'],
    ['the first model again', ['--escalate', 'openai-compatible:small'], 'The model openai-compatible:small is named twice.'],
  ])('refuses %s', async (_, args, message) => {
    await expectError(solve(...args), options, message);
  });
});
