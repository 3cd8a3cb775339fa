// Whether showing a model what a project has helps it. `npm run bench -- retrieval --help`.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOnnxLanguageModel } from '../../../src/backends/onnx';
import { systemClock } from '../../../src/base/clock';
import { ReckonError } from '../../../src/base/errors';
import { reckonHome } from '../../../src/base/home';
import type { LanguageModel } from '../../../src/model';
import { answerPromptFor, codeOf } from '../../../src/reasoning';
import { ContextRetriever } from '../../../src/retrieval';
import { readTask } from '../../../src/verification/task';
import type { CodeTask } from '../../../src/verification/types';
import { createVerifier } from '../../../src/verification/verifier';
import { createWeightsStore } from '../../../src/weights';
import { describeMachine } from '../support/machine';
import { judge } from './judge';
import { parseRetrievalOptions } from './options';
import { PROJECT } from './project';
import { retrievalText, type Arm, type Row } from './report';
import { TASKS, type ProjectTask } from './tasks';

/** Longer answers to these tasks are never right. */
const MAX_TOKENS = 200;
const TEMPERATURE = 0.6;
const TOP_P = 0.95;
const SEED = 1;

async function main(args: readonly string[]): Promise<void> {
  const { model: id, samples, threads, root, out } = parseRetrievalOptions(args);
  const home = reckonHome(process.env);
  const machine = describeMachine();
  const weights = await createWeightsStore({ home, environment: process.env, clock: systemClock }).resolve(id);
  const model = createOnnxLanguageModel({ engineScript: join(root, 'dist/engine.js'), weights, graphsDir: home.graphs, threads, clock: systemClock });
  const verifier = createVerifier({ pythonScript: join(root, 'dist/sandbox-python.js'), javascriptScript: join(root, 'dist/sandbox-javascript.js'), clock: systemClock });
  const folder = mkdtempSync(join(tmpdir(), 'reckon-bench-'));
  const rows: Row[] = [];
  try {
    Object.entries(PROJECT).forEach(([path, text]) => writeFileSync(join(folder, path), text));
    await model.warmUp();
    const solve = async (given: ProjectTask, task: CodeTask): Promise<Arm> => {
      const { codes, promptTokens } = await draw(model, task, samples);
      const passes: boolean[] = [];
      for (const code of codes) {
        passes.push((await judge(verifier, given, code)).status === 'passed');
      }
      return { promptTokens, greedy: passes[0] ?? false, passed: passes.slice(1).filter(Boolean).length, codes };
    };
    for (const given of TASKS) {
      rows.push(await measure(given, folder, solve));
      const { without, with: shown } = rows.at(-1) as Row;
      console.error(`${given.functionName}: ${without.greedy ? 'right' : 'wrong'} and ${without.passed} of ${samples} without, ${shown.greedy ? 'right' : 'wrong'} and ${shown.passed} of ${samples} with`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await Promise.all([model.unload(), verifier.dispose()]);
  }
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'retrieval.json'), `${JSON.stringify({ schemaVersion: 1, model: id, samples, machine, rows }, null, 2)}\n`);
  console.log(retrievalText(rows, samples));
}

async function measure(given: ProjectTask, folder: string, solve: (given: ProjectTask, task: CodeTask) => Promise<Arm>): Promise<Row> {
  const { file, text, functionName, needsProject } = given;
  const path = join(folder, file);
  writeFileSync(path, text);
  const task = await readTask(text, { fileName: file, functionName });
  const context = await new ContextRetriever().retrieve({ task, file: path, fileText: text, project: folder, scope: 'imports' });
  rmSync(path);
  const without = await solve(given, task);
  return { functionName, needsProject, guessedTokens: context?.tokens ?? null, without, with: context === null ? without : await solve(given, { ...task, context }) };
}

/** The likeliest answer, then samples over the same prompt. */
async function draw(model: LanguageModel, task: CodeTask, samples: number): Promise<{ readonly codes: readonly string[]; readonly promptTokens: number }> {
  const prompt = await answerPromptFor(task, model.info);
  const { stopSequences, stopAfterFunction } = prompt;
  const { tokens: promptTokens } = await model.countTokens(prompt.prompt);
  const codes: string[] = [];
  for (const [count, temperature] of [[1, 0], [samples, TEMPERATURE]] as const) {
    const texts = Array.from({ length: count }, () => '');
    const options = { maxOutputTokens: MAX_TOKENS, temperature, topP: TOP_P, seed: SEED, ...(stopSequences ? { stopSequences } : {}), ...(stopAfterFunction ? { stopAfterFunction } : {}) };
    for await (const part of model.sample(prompt.prompt, count, options)) {
      if (part.type === 'error') {
        throw part.error;
      }
      if (part.type === 'text-delta') {
        texts[part.sampleIndex] += part.text;
      }
    }
    codes.push(...texts.map((text) => codeOf(prompt, text)));
  }
  return { codes, promptTokens };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(ReckonError.is(error) ? [error.message, error.hint ?? ''].join('\n').trim() : error);
  process.exitCode = 1;
});
