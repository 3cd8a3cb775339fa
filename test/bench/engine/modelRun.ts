import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureExport } from './engines/transformersExport';
import { readLimitInputs } from './limits/inputs';
import { COMPLETION_TEMPERATURE, SAMPLE_TEMPERATURE } from './engines/sampling';
import { completionLines, completionPrompt, linesOfTokens, MOVES, textPrompt } from './prompts';
import type { BenchPrompt, EngineDescription, EngineId, EngineSetup } from './protocol';
import type { CompletionResult, LoadResult, ModelResult, Outcome, PerEngine, SampleResult } from './results';
import { readPeaks, resetPeaks, runRounds } from './rounds';
import { Runner } from './runnerClient';
import { sampleWorkloads, type SampleWorkload } from './workloads';
import type { BenchOptions } from './options';

export interface ModelRunInput {
  readonly options: BenchOptions;
  readonly weights: EngineSetup['model'] & { readonly bytes: number };
  readonly graphsDir: string;
  /** Reckon's cache folder, on the same disk as `graphsDir`: for what is written for the benchmark only. */
  readonly cache: string;
  readonly engineScript: string;
  readonly runnerScript: string;
  readonly corpus: readonly string[];
  log(line: string): void;
}

/** Loading is measured this often at most: it varies little, and takes longer than anything else. */
const LOAD_ROUNDS = 3;
/** Lets code be compiled and memory be there before the first measured call. */
const WARM_UP = { count: 1, maxTokens: 8, seed: 0, temperature: SAMPLE_TEMPERATURE, warm: false } as const;

/** Everything about one model. */
export async function runModel(input: ModelRunInput): Promise<ModelResult> {
  const { weights, options } = input;
  const { load, engines, leftOut } = await measureLoads(input);
  const runners = engines.map((engine) => start(input, engine));
  try {
    for (const runner of runners) {
      await runner.load();
    }
    const descriptions = await describe(runners);
    const versions = Object.fromEntries(Object.entries(descriptions).map(([engine, { versions: all }]) => [engine, all]));
    const infill = Object.values(descriptions).every(({ supportsInfill }) => supportsInfill);
    for (const runner of runners) {
      await warmUp(input, runner);
    }
    const memoryIsPerWorkload = resetPeaks(runners);
    const samples: SampleResult[] = [];
    for (const workload of sampleWorkloads(options)) {
      samples.push(await runSamples(input, runners, workload));
    }
    const completions = await runCompletions(input, runners, infill);
    const allInputs = await readLimitInputs(weights.path, input.graphsDir, input.cache, weights.sha256);
    const limitInputs = Object.fromEntries(Object.entries(allInputs).filter(([engine]) => engine in descriptions));
    return { modelId: weights.id, sha256: weights.sha256, fileBytes: weights.bytes, leftOut, versions, load, samples, completions, infill, limitInputs, memoryIsPerWorkload };
  } finally {
    await Promise.all(runners.map((runner) => runner.close()));
  }
}

interface Loads {
  readonly load: LoadResult;
  /** Those that can load the weights, and why the others cannot. */
  readonly engines: readonly EngineId[];
  readonly leftOut: PerEngine<string>;
}

async function measureLoads(input: ModelRunInput): Promise<Loads> {
  const first: Partial<Record<EngineId, number[]>> = {};
  const later: Partial<Record<EngineId, number[]>> = {};
  const leftOut: Partial<Record<EngineId, string>> = {};
  for (const engine of input.options.engines) {
    try {
      const seconds = await prepare(input, engine);
      if (seconds !== null) {
        first[engine] = [seconds];
        input.log(`first load: ${engine} ${seconds.toFixed(1)} s`);
      }
      await tryOnce(input, engine);
    } catch (error) {
      leftOut[engine] = error instanceof Error ? error.message : String(error);
      input.log(`${engine} is left out: ${leftOut[engine]}`);
    }
  }
  const engines = input.options.engines.filter((engine) => leftOut[engine] === undefined);
  for (let round = 0; round < Math.min(LOAD_ROUNDS, input.options.runs); round += 1) {
    for (const engine of engines) {
      const seconds = await loadOnce(start(input, engine));
      later[engine] = [...(later[engine] ?? []), seconds];
      input.log(`load, round ${round + 1}: ${engine} ${seconds.toFixed(2)} s`);
    }
  }
  return { load: { first, later }, engines, leftOut };
}

/** What an engine does once for a file; seconds where that is the engine's own work, else null. */
async function prepare(input: ModelRunInput, engine: EngineId): Promise<number | null> {
  if (engine === 'transformers.js') {
    input.log('writing the weights in the layout of transformers.js, if that was not done before');
    await ensureExport(input.cache, input.weights);
  }
  return engine === 'reckon' ? importOnce(input) : null;
}

/** Into a folder that is thrown away: the import that is there already would be found. */
async function importOnce(input: ModelRunInput): Promise<number> {
  const graphsDir = mkdtempSync(join(input.cache, 'bench-import-'));
  const remove = (): void => rmSync(graphsDir, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    return await loadOnce(start({ ...input, graphsDir }, 'reckon'));
  } finally {
    remove();
    process.off('exit', remove);
  }
}

/** Not counted: finds out whether an engine works with these weights, and brings its files into memory. */
async function tryOnce(input: ModelRunInput, engine: EngineId): Promise<void> {
  const runner = start(input, engine);
  try {
    await runner.load();
    await warmUp(input, runner);
  } finally {
    await runner.close();
  }
}

async function warmUp({ corpus }: ModelRunInput, runner: Runner): Promise<void> {
  await runner.generate({ ...WARM_UP, prompt: textPrompt(corpus, 1, 'warm-up', 0) });
}

async function loadOnce(runner: Runner): Promise<number> {
  try {
    return await runner.load();
  } finally {
    await runner.close();
  }
}

async function describe(runners: readonly Runner[]): Promise<PerEngine<EngineDescription>> {
  return Object.fromEntries(await Promise.all(runners.map(async (runner) => [runner.engine, await runner.describe()] as const)));
}

async function runSamples(input: ModelRunInput, runners: readonly Runner[], workload: SampleWorkload): Promise<SampleResult> {
  const lines = await linesOfTokens(input.corpus, workload.prompt, (text) => leader(runners).countTokens(text));
  resetPeaks(runners);
  const [rounds = []] = await runRounds({
    runners,
    runs: input.options.runs,
    steps: 1,
    request: (round) => ({
      prompt: textPrompt(input.corpus, lines, workload.id, round),
      count: workload.count,
      maxTokens: workload.maxTokens,
      seed: seedOf(round),
      temperature: SAMPLE_TEMPERATURE,
      warm: false,
    }),
    onOutcome: (round, _step, engine, outcome) => input.log(`${workload.id}, round ${round + 1}: ${engine} ${describeOutcome(outcome)}`),
  });
  return { workload, rounds, peakMemory: readPeaks(runners) };
}

async function runCompletions(input: ModelRunInput, runners: readonly Runner[], infill: boolean): Promise<CompletionResult[]> {
  const cursors = await completionLines(input.corpus, (text) => leader(runners).countTokens(text));
  const prompt = (round: number, step: number): BenchPrompt => completionPrompt(input.corpus, cursors[step] ?? 0, round, infill);
  const rounds = await runRounds({
    runners,
    runs: input.options.runs,
    steps: cursors.length,
    request: (round, step) => ({ prompt: prompt(round, step), count: 1, maxTokens: 1, seed: seedOf(round), temperature: COMPLETION_TEMPERATURE, warm: step > 0 }),
    onOutcome: (round, step, engine, outcome) => input.log(`completion ${step + 1}, round ${round + 1}: ${engine} ${describeOutcome(outcome)}`),
  });
  return rounds.map((each, step) => ({ moved: step === 0 ? 0 : (MOVES[step - 1] ?? 0), rounds: each }));
}

/** The engine by whose tokenizer prompts are cut; all read the same vocabulary out of the same file. */
function leader(runners: readonly Runner[]): Runner {
  const [first] = runners;
  if (first === undefined) {
    throw new Error('No engine takes part.');
  }
  return first;
}

/** Far enough apart that no sample of one round has the seed of another's. */
function seedOf(round: number): number {
  return 1 + round * 1000;
}

function start({ weights, options, graphsDir, cache, engineScript, runnerScript }: ModelRunInput, engine: EngineId): Runner {
  const { id, path, sha256 } = weights;
  return new Runner(runnerScript, { engine, model: { id, path, sha256 }, threads: options.threads, graphsDir, cache, engineScript, peers: options.peers });
}

function describeOutcome(outcome: Outcome): string {
  if (!outcome.ok) {
    return `failed: ${outcome.message}`;
  }
  const { tokens, lastToken, allFirstTokens } = outcome.generation;
  return tokens === 1 ? `first token after ${allFirstTokens.toFixed(2)} s` : `${(tokens / lastToken).toFixed(1)} tokens/s`;
}
