import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOnnxLanguageModel, type OnnxLanguageModel, type Precision } from '../../../src/backends/onnx';
import { systemClock } from '../../../src/base/clock';
import { ReckonError } from '../../../src/base/errors';
import { reckonHome } from '../../../src/base/home';
import { createVerifier } from '../../../src/verification/verifier';
import { createWeightsStore } from '../../../src/weights';
import { readCorpus } from '../engine/prompts';
import { describeMachine } from '../support/machine';
import { measureDivergence, type Divergence } from './divergence';
import { askedProblems } from './humanEval';
import { parseQualityOptions, type QualityOptions } from './options';
import { greedyPasses, type PassResult } from './passes';
import { qualityText } from './report';

/** What the default import of a model costs in quality. */
async function main(args: readonly string[]): Promise<void> {
  const options = parseQualityOptions(args);
  const machine = describeMachine();
  const home = reckonHome(process.env);
  const weights = await createWeightsStore({ home, environment: process.env, clock: systemClock }).resolve(options.model);
  const open: OpenModel = (precision) => createOnnxLanguageModel({
    engineScript: join(options.root, 'dist/engine.js'), weights, graphsDir: home.graphs, precision, threads: options.threads, clock: systemClock,
  });
  const divergence = await withModels(open, (exact, compact) => diverge(options, exact, compact));
  const passes = options.humanEval === null ? null : await passRates(options, options.humanEval, weights.path, open);
  const result = { schemaVersion: 1, model: options.model, threads: options.threads, machine, divergence, passes };
  mkdirSync(options.out, { recursive: true });
  writeFileSync(join(options.out, 'quality.json'), `${JSON.stringify(result, null, 2)}\n`);
  console.log(qualityText(result));
}

type OpenModel = (precision: Precision) => OnnxLanguageModel;

async function withModels<T>(open: OpenModel, use: (exact: OnnxLanguageModel, compact: OnnxLanguageModel) => Promise<T>): Promise<T> {
  const [exact, compact] = [open('exact'), open('compact')];
  try {
    return await use(exact, compact);
  } finally {
    await Promise.all([exact.unload(), compact.unload()]);
  }
}

async function diverge({ root, tokens }: QualityOptions, exact: OnnxLanguageModel, compact: OnnxLanguageModel): Promise<Divergence> {
  const text = readCorpus(root).join('\n');
  const all = await exact.tokenize({ kind: 'text', text });
  if (all.length < tokens) {
    throw new ReckonError('invalid-input', `The text has ${all.length} tokens.`, { hint: `Ask for at most as many: --tokens ${all.length}.` });
  }
  return measureDivergence(exact, compact, all.slice(0, tokens), (done) => console.error(`divergence: ${done} of ${tokens} tokens`));
}

async function passRates(options: QualityOptions, path: string, weightsPath: string, open: OpenModel): Promise<PassResult> {
  const problems = await askedProblems(path, options.problems);
  const verifier = createVerifier({
    pythonScript: join(options.root, 'dist/sandbox-python.js'),
    javascriptScript: join(options.root, 'dist/sandbox-javascript.js'),
    clock: systemClock,
    limits: { exampleSeconds: TEST_SECONDS },
  });
  const model = open('compact');
  try {
    return await greedyPasses({ options, problems, verifier, model, weightsPath, log: (line) => console.error(line) });
  } finally {
    await Promise.all([verifier.dispose(), model.unload()]);
  }
}

/** The data set's own tests loop more than examples do. */
const TEST_SECONDS = 8;

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(ReckonError.is(error) ? [error.message, error.hint ?? ''].join('\n').trim() : error);
  process.exitCode = 1;
});
