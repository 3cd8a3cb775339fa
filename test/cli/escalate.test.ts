import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectError, runCli } from './support/cli';
import { resultSchemaErrors } from './support/resultSchema';
import { fenced, useScriptedServer } from './support/scriptedServer';
import { RIGHT, WRONG } from './support/taskFiles';

const server = useScriptedServer();

const solve = (...args: string[]): string[] => ['solve', 'task.py', '--model', 'openai-compatible:small', '--endpoint', server.provider.endpoint, '--strategy', 'cascade', '--max-seconds', '600', ...args];

describe('solve --escalate', () => {
  it('goes on with the further model, which is named as the writer, in the ledger and in the trace', async () => {
    server.provider.script([fenced(WRONG), fenced(RIGHT)]);
    const { code, stdout, stderr } = await runCli(solve('--escalate', 'openai-compatible:large', '--budget', 'quick', '--json', '--trace', 'trace.json'), server.options);
    const document: unknown = JSON.parse(stdout);
    expect([code, resultSchemaErrors(document)]).toEqual([0, []]);
    expect(server.provider.models).toEqual(['small', 'large']);
    expect(document).toMatchObject({
      status: 'verified', model: { id: 'small' }, candidates: [{ model: 'small', verdict: 'failed' }, { model: 'large', verdict: 'passed' }],
      further: [{ id: 'large', location: 'remote', candidates: 1, failure: null }], usage: { dollars: null, energyJoules: null },
    });
    expect(stderr).toContain('Get large ready');
    expect(stderr).toMatch(/by {8}large/);
    const ledger = await runCli(['ledger', '--by', 'model', '--json'], server.options);
    expect(JSON.parse(ledger.stdout)).toMatchObject({ groups: [{ name: 'large', calls: 1 }, { name: 'small', calls: 1 }] });
    expect(JSON.parse(await readFile(join(server.folder, 'trace.json'), 'utf8'))).toMatchObject({ schemaVersion: 3, calls: [{}, { model: 1 }] });
    const replay = await runCli(['trace', 'replay', 'trace.json', '--budget', 'quick'], server.options);
    expect([replay.code, replay.stderr]).toEqual([0, expect.stringMatching(/VERIFIED: [\s\S]*by {8}large/) as string]);
  });

  it('says which model could not be had, and keeps what there is', async () => {
    server.provider.script([fenced(WRONG)]);
    const { code, stderr } = await runCli(solve('--escalate', 'smollm2-135m', '--budget', 'quick'), server.options);
    expect(code).toBe(2);
    expect(stderr).toContain('without   smollm2-135m: The model smollm2-135m is not on this machine. Fetch it: reckon models fetch smollm2-135m');
  });

  it.each([
    ['no further model', [], 'A cascade needs a further model to go on with.'],
    ['a name that nothing has', ['--escalate', 'larger'], 'There is no model "larger".'],
    ['the first model again', ['--escalate', 'openai-compatible:small'], 'The model openai-compatible:small is named twice.'],
  ])('refuses %s', async (_, args, message) => {
    await expectError(solve(...args), server.options, message);
  });
});
