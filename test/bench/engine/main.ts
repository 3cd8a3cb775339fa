import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock';
import { ReckonError } from '../../../src/base/errors';
import { reckonHome } from '../../../src/base/home';
import { createWeightsStore } from '../../../src/weights';
import { describeMachine } from '../support/machine';
import { measureLimits } from './limits/measure';
import { bestOf, type MeasuredLimits } from './limits/roofline';
import { runModel } from './modelRun';
import { parseOptions, type BenchOptions } from './options';
import { readCorpus } from './prompts';
import { figuresOf } from './report/figures';
import { plotResult } from './report/plot';
import { reportText } from './report/text';
import type { BenchResult, ModelResult } from './results';

async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  const startedAt = new Date();
  const machine = describeMachine();
  const log = (line: string): void => console.error(`[${((Date.now() - startedAt.getTime()) / 1000).toFixed(0)} s] ${line}`);
  const measure = (): Promise<MeasuredLimits> => {
    log('measuring memory bandwidth and peak arithmetic');
    return measureLimits(script('calibrate'), script('memoryScan'), options.threads);
  };
  const before = await measure();
  const models: ModelResult[] = [];
  for (const id of options.models) {
    models.push(await runOne(options, id, (line) => log(`${id}: ${line}`)));
  }
  const limits = bestOf(before, await measure());
  const result: BenchResult = {
    schemaVersion: 1,
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    machine,
    threads: options.threads,
    engines: options.engines,
    limits,
    models,
  };
  write(options, result);
}

async function runOne(options: BenchOptions, id: string, log: (line: string) => void): Promise<ModelResult> {
  const home = reckonHome(process.env);
  const store = createWeightsStore({ home, environment: process.env, clock: systemClock });
  const { modelId, path, sha256, bytes } = await store.resolve(id);
  const corpus = readCorpus(options.root);
  log(`prompts from ${corpus.length} lines, sha256 ${createHash('sha256').update(corpus.join('\n')).digest('hex').slice(0, 12)}`);
  return runModel({
    options,
    weights: { id: modelId, path, sha256, bytes },
    graphsDir: home.graphs,
    cache: home.root,
    engineScript: join(options.root, 'dist/engine.js'),
    runnerScript: script('runner'),
    corpus,
    log,
  });
}

function write({ out }: BenchOptions, result: BenchResult): void {
  mkdirSync(out, { recursive: true });
  const text = reportText(result);
  writeFileSync(join(out, 'engine.json'), `${JSON.stringify({ ...result, figures: figuresOf(result) }, null, 2)}\n`);
  writeFileSync(join(out, 'engine.txt'), text);
  writeFileSync(join(out, 'engine.svg'), plotResult(result));
  console.log(text);
  console.log(`Written to ${out}: engine.txt, engine.json, engine.svg`);
}

/** One of the bundles beside this one. */
function script(name: string): string {
  return join(__dirname, `${name}.cjs`);
}

// An `exit` handler removes what is half done; without this, a signal would end the process at once.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

main(process.argv.slice(2)).catch((error: unknown) => {
  if (ReckonError.is(error)) {
    console.error([error.message, error.hint ?? ''].join('\n').trim());
  } else {
    console.error(error);
  }
  process.exitCode = 1;
});
