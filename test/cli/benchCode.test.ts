import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EvaluationDocument } from '../../src/app';
import { readProblems, taskOf } from '../../src/evaluation/problems';
import { answerPromptFor, MAX_ANSWER_TOKENS, samplePlan, samplingOptions } from '../../src/reasoning';
import type { Measures } from '../../src/measures';
import { Recording, RecordingModel } from '../../src/recording';
import { ScriptedModel } from '../support/scriptedModel';
import { temporaryFolder } from '../support/temporaryFolder';
import { expectError, runCli } from './support/cli';

/** Two made-up problems: one whose greedy answer is right, and one whose second and third sample are. */
const ROWS = ['triple', 'negate'].map((name, index) => ({
  task_id: `made/${index}`,
  prompt: `def ${name}(x):\n    """\n    >>> ${name}(2)\n    ${index === 0 ? 6 : -2}\n    """\n`,
  entry_point: name,
  test: `def check(candidate):\n    assert candidate(5) == ${index === 0 ? 15 : -5}\n`,
}));
const RIGHT = ['return x * 3', 'return -x'];
const ANSWERS = [
  [RIGHT[0], RIGHT[0], 'return x', RIGHT[0]],
  ['return x', 'return 0 * x', RIGHT[1], 'return x * -1'],
].map((bodies, index) => bodies.map((body) => `def ${ROWS[index]?.entry_point}(x):\n    ${body}\n`));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.dispose());

async function writeData(): Promise<string> {
  const path = join(folder.path, 'rows.jsonl');
  await writeFile(path, ROWS.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

/** The greedy answer and three samples of each problem, as a model would have given them. */
async function writeSamples(data: string): Promise<string> {
  const path = join(folder.path, 'samples.jsonl');
  for (const [index, problem] of readProblems(data).entries()) {
    const answers = [...(ANSWERS[index] ?? [])];
    for (const { count, temperature } of samplePlan(answers.length)) {
      const texts = answers.splice(0, count);
      const model = new ScriptedModel({ samples: texts.map((text) => ({ text, tokens: 20 })), info: { parameters: 1_000 } });
      const answer = await answerPromptFor(await taskOf(problem), model.info);
      const options = { ...samplingOptions(answer, temperature), maxOutputTokens: MAX_ANSWER_TOKENS };
      for await (const part of new RecordingModel(model, Recording.openForWriting(path, model.info)).sample(answer.prompt, texts.length, options)) {
        expect(part.type).not.toBe('error');
      }
    }
  }
  return path;
}

describe('reckon bench code', () => {
  it('replays policies over recorded samples, and scores them with tests that nothing else sees', async () => {
    const data = await writeData();
    const out = join(folder.path, 'result.json');
    const { code, stdout } = await runCli(['bench', 'code', '--data', data, '--samples-in', await writeSamples(data), '--samples', '4', '--orders', '2', '--out', out], { home: folder.path });
    expect(code).toBe(0);
    expect(stdout).toContain('any right one of 4');
    const { policies, oracle, problems } = JSON.parse(await readFile(out, 'utf8')) as EvaluationDocument;
    const of = (name: string): EvaluationDocument['policies'][number] | undefined => policies.find(({ policy }) => policy === name);
    expect(of('greedy')).toMatchObject({ base: { mean: 0.5 }, plus: null, verified: 0.5, unverified: 0.5, samples: 1, tokens: 120, flops: 2 * 1_000 * 120 });
    expect(of('first-pass')).toMatchObject({ base: { mean: 1 }, verified: 1, falseAccepts: 0 });
    expect(of('policy')).toMatchObject({ base: { mean: 1 }, verified: 1, falseAccepts: 0 });
    // All four samples, and the prompt of each of the two calls.
    expect(of('fixed-4')).toMatchObject({ base: { mean: 1 }, samples: 4, tokens: 280 });
    expect(of('first-pass')?.tokens).toBeLessThan(of('fixed-4')?.tokens ?? 0);
    expect(oracle.map(({ base }) => base)).toEqual([0.5, expect.closeTo(0.5 + 1 / 3) as number, expect.closeTo(1) as number, 1]);
    expect(problems.map(({ scores }) => scores.map((group) => group.map(({ base }) => base)))).toEqual([[[true], [true, false, true]], [[false], [false, true, true]]]);
    expect(await readFile(join(folder.path, 'result.svg'), 'utf8')).toContain('<svg');
  });

  it('fits forecasts and confidence to what it found, and says how right they are', async () => {
    const data = await writeData();
    const [out, measures] = [join(folder.path, 'result.json'), join(folder.path, 'measures.json')];
    await runCli(['bench', 'code', '--data', data, '--samples-in', await writeSamples(data), '--samples', '4', '--orders', '2', '--out', out], { home: folder.path });
    const { code, stdout } = await runCli(['bench', 'fit', '--evaluation', out, '--out', measures], { home: folder.path });
    expect(code).toBe(0);
    expect(stdout).toContain('fitted to 2 problems');
    const { model } = JSON.parse(await readFile(out, 'utf8')) as EvaluationDocument;
    const { models, defaultModel } = JSON.parse(await readFile(measures, 'utf8')) as Measures;
    expect(Object.keys(models)).toEqual([defaultModel, model.modelId]);
    expect(models[model.modelId]).toMatchObject({ fittedTo: [{ problems: 2 }] });
  });

  it('fits nothing to what is no evaluation', async () => {
    const path = join(folder.path, 'other.json');
    await writeFile(path, '{"problems": []}');
    await expectError(['bench', 'fit', '--evaluation', path, '--out', join(folder.path, 'm.json')], { home: folder.path }, 'is no evaluation of this version');
    await expectError(['bench', 'fit', '--evaluation', join(folder.path, 'none.json'), '--out', join(folder.path, 'm.json')], { home: folder.path }, 'cannot be read');
  });

  it('counts no problem for which nothing is recorded, and says which', async () => {
    const data = await writeData();
    const samples = await writeSamples(data);
    const other = { ...ROWS[0], task_id: 'made/9', prompt: ROWS[0]?.prompt.replaceAll('triple', 'other'), entry_point: 'other' };
    await writeFile(data, `${[...ROWS, other].map((row) => JSON.stringify(row)).join('\n')}\n`);
    const { code, stdout } = await runCli(['bench', 'code', '--data', data, '--samples-in', samples, '--samples', '2', '--orders', '1', '--out', join(folder.path, 'r.json')], { home: folder.path });
    expect(code).toBe(0);
    expect(stdout).toContain('Not counted:\n  made/9, as nothing is recorded for it');
  });

  it('counts no problem of which fewer samples are recorded than policies may take', async () => {
    const data = await writeData();
    const given = ['bench', 'code', '--data', data, '--samples-in', await writeSamples(data), '--samples', '8', '--orders', '1', '--out', join(folder.path, 'r.json')];
    await expectError(given, { home: folder.path }, 'only 4 of 8 samples are recorded');
  });

  it('says which policy asks what nobody has recorded', async () => {
    const data = await writeData();
    const given = ['bench', 'code', '--data', data, '--samples-in', await writeSamples(data), '--samples', '4', '--orders', '1', '--policy', 'revision', '--out', join(folder.path, 'r.json')];
    await expectError(given, { home: folder.path }, 'The policy revision asks what nobody has recorded');
  });

  it.each([
    ['a file that is not there', ['--data', 'none.jsonl', '--samples-in', 'x'], 'cannot be read'],
    ['samples that are not there', ['--samples-in', 'none.jsonl'], 'There is no recording'],
    ['an unknown policy', ['--policy', 'best', '--samples-in', 'x'], 'There is no policy best'],
  ])('refuses %s', async (_, args, message) => {
    const data = await writeData();
    const given = args.includes('--data') ? args : ['--data', data, ...args];
    await expectError(['bench', 'code', '--out', join(folder.path, 'r.json'), ...given], { home: folder.path, cwd: folder.path }, message);
  });
});
