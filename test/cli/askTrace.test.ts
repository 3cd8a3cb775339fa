import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordQuestion } from '../support/questionTraces';
import { ScriptedModel } from '../support/scriptedModel';
import { temporaryFolder } from '../support/temporaryFolder';
import { ScriptedProvider } from '../vscode/support/scriptedProvider';
import { expectError, runCli, startCli } from './support/cli';
import { documentErrors } from './support/resultSchema';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let options: { readonly home: string; readonly cwd: string };
beforeAll(async () => {
  folder = await temporaryFolder();
  options = { home: join(folder.path, 'home'), cwd: folder.path };
  const answers = ['7', '8', '7', '7'].map((answer) => ({ text: `Some were eaten.\nAnswer: ${answer}` }));
  const { trace } = await recordQuestion({ model: new ScriptedModel({ samples: answers }), budget: { maxSamples: 4 } });
  await writeFile(join(folder.path, 'question.json'), JSON.stringify(trace));
});
afterAll(() => folder.dispose());

describe('ask --trace', () => {
  let provider: ScriptedProvider;
  beforeEach(async () => {
    provider = await ScriptedProvider.start();
  });
  afterEach(() => provider.stop());

  it('keeps a run that can be shown again', async () => {
    provider.script([{ text: 'Some were eaten.\nAnswer: 13' }]);
    const asked = await runCli(['ask', 'How many eggs?', '--budget', 'quick', '--model', 'openai-compatible:any', '--endpoint', provider.endpoint, '--trace', 'eggs.json'], options);
    expect([asked.code, asked.stdout]).toEqual([0, '13\n']);
    const shown = await runCli(['trace', 'show', 'eggs.json'], options);
    expect([shown.code, shown.stdout]).toEqual([0, '13\n']);
    for (const words of ['recorded ', ': any, budget quick', 'question (a short answer is expected)', 'Some were eaten.', 'AGREED by 2 of 2 samples.']) {
      expect(shown.stderr).toContain(words);
    }
  });

  it('keeps what there was when the run is interrupted', async () => {
    provider.script([{ text: 'Some were eaten.\nAnswer: 13', holdAfter: 14 }]);
    const cli = startCli(['ask', 'How many eggs?', '--budget', 'quick', '--model', 'openai-compatible:any', '--endpoint', provider.endpoint, '--trace', 'stopped.json'], options);
    await cli.untilProgress('Some were');
    cli.child.kill('SIGINT');
    expect(await cli.done).toMatchObject({ code: 130 });
    expect(JSON.parse(await readFile(join(folder.path, 'stopped.json'), 'utf8'))).toMatchObject({ format: 'reckon-question-trace', calls: [{ samples: [{ text: expect.stringContaining('Some were') as string, finished: null }] }] });
  });

  it('keeps what there was when the model fails', async () => {
    provider.script([{ text: '', status: 500 }]);
    const { code } = await runCli(['ask', 'How many eggs?', '--budget', 'quick', '--model', 'openai-compatible:any', '--endpoint', provider.endpoint, '--trace', 'failed.json'], options);
    expect(code).toBe(1);
    const shown = await runCli(['trace', 'show', 'failed.json'], options);
    expect([shown.code, shown.stdout]).toEqual([0, '']);
    expect(shown.stderr).toContain('  failed    ');
  });

  it('says before anything is asked that the file cannot be written', async () => {
    provider.script([]);
    await expectError(['ask', 'How many eggs?', '--model', 'openai-compatible:any', '--endpoint', provider.endpoint, '--trace', 'no/such/folder/eggs.json'], options, 'no/such/folder');
    expect(provider.models).toEqual([]);
  });
});

describe('the trace of a question', () => {
  it('becomes a report', async () => {
    expect(await runCli(['trace', 'export', 'question.json', '--out', 'question.md'], options)).toMatchObject({ code: 0 });
    expect(await readFile(join(folder.path, 'question.md'), 'utf8')).toMatch(/^# Question: agreed\n/);
  });

  it('says what each position of the slider would have answered', async () => {
    const { code, stdout } = await runCli(['trace', 'replay', 'question.json'], options);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^recorded +AGREED +7 +4 /m);
    expect(stdout).toMatch(/^instant +NOT CHECKED +7 +1 /m);
    expect((await runCli(['trace', 'replay', 'question.json', '--budget', 'instant'], options)).stdout).toContain('instant would have answered: 7, NOT CHECKED');
  });

  it('prints one document with --json, as its schema says', async () => {
    const document = JSON.parse((await runCli(['trace', 'replay', 'question.json', '--json'], options)).stdout) as unknown;
    expect(documentErrors('questionReplay', document)).toEqual([]);
    expect(document).toMatchObject({ recorded: { level: 'balanced', status: 'agreed', answer: '7' }, replays: [{ level: 'instant', status: 'answered-once', answer: '7', leading: { answer: '7', agreeing: 1 } }, {}, {}, {}] });
  });

  it('is nothing to make checks of, nor to go on with', async () => {
    await expectError(['trace', 'replay', 'question.json', '--run-checks'], options, 'nothing in it was checked');
    await expectError(['solve', '--continue', 'question.json'], options, 'question.json records a question, and a task is wanted here.');
  });
});
