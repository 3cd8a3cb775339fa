import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readLimitInputs } from './limits/inputs';
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
  readonly engines: readonly EngineId[];
  readonly graphsDir: string;
  /** A folder on the same disk as `graphsDir`, for imports that are thrown away. */
  readonly scratch: string;
  readonly engineScript: string;
  readonly runnerScript: string;
  readonly corpus: readonly string[];
  log(line: string): void;
}

/** Loading is measured this often at most: it varies little, and takes longer than anything else. */
const LOAD_ROUNDS = 3;
/** Lets code be compiled and memory be there before the first measured call. */
const WARM_UP = { count: 1, maxTokens: 8, seed: 0, warm: false } as const;

/** Everything about one model. */
export async function runModel(input: ModelRunInput): Promise<ModelResult> {
  const { weights, options } = input;
  const load = await measureLoads(input);
  const runners = input.engines.map((engine) => start(input, engine));
  try {
    for (const runner of runners) {
      await runner.load();
    }
    const descriptions = await describe(runners);
    const versions = Object.fromEntries(Object.entries(descriptions).map(([engine, { versions: all }]) => [engine, all]));
    const infill = Object.values(descriptions).every(({ supportsInfill }) => supportsInfill);
    for (const runner of runners) {
      await runner.generate({ ...WARM_UP, prompt: textPrompt(input.corpus, 1, 'warm-up', 0) });
    }
    const memoryIsPerWorkload = resetPeaks(runners);
    const samples: SampleResult[] = [];
    for (const workload of sampleWorkloads(options)) {
      samples.push(await runSamples(input, runners, workload));
    }
    const completions = await runCompletions(input, runners, infill);
    const limitInputs = await readLimitInputs(weights.path, input.graphsDir, weights.sha256);
    return { modelId: weights.id, sha256: weights.sha256, fileBytes: weights.bytes, versions, load, samples, completions, infill, limitInputs, memoryIsPerWorkload };
  } finally {
    await Promise.all(runners.map((runner) => runner.close()));
  }
}

async function measureLoads(input: ModelRunInput): Promise<LoadResult> {
  const first: Partial<Record<EngineId, number[]>> = {};
  const later: Partial<Record<EngineId, number[]>> = {};
  if (input.engines.includes('reckon')) {
    const graphsDir = mkdtempSync(join(input.scratch, 'bench-import-'));
    const remove = (): void => rmSync(graphsDir, { recursive: true, force: true });
    process.once('exit', remove);
    try {
      first.reckon = [await loadOnce(start({ ...input, graphsDir }, 'reckon'))];
      input.log(`first import: ${first.reckon[0]?.toFixed(1) ?? ''} s`);
    } finally {
      remove();
      process.off('exit', remove);
    }
    // The import that the later loads find.
    await loadOnce(start(input, 'reckon'));
  }
  for (let round = 0; round < Math.min(LOAD_ROUNDS, input.options.runs); round += 1) {
    for (const engine of input.engines) {
      const seconds = await loadOnce(start(input, engine));
      later[engine] = [...(later[engine] ?? []), seconds];
      input.log(`load, round ${round + 1}: ${engine} ${seconds.toFixed(2)} s`);
    }
  }
  return { first, later };
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
    request: (round, step) => ({ prompt: prompt(round, step), count: 1, maxTokens: 1, seed: seedOf(round), warm: step > 0 }),
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

function start({ weights, options, graphsDir, engineScript, runnerScript }: ModelRunInput, engine: EngineId): Runner {
  const { id, path, sha256 } = weights;
  return new Runner(runnerScript, { engine, model: { id, path, sha256 }, threads: options.threads, graphsDir, engineScript, peers: options.peers });
}

function describeOutcome(outcome: Outcome): string {
  if (!outcome.ok) {
    return `failed: ${outcome.message}`;
  }
  const { tokens, lastToken, allFirstTokens } = outcome.generation;
  return tokens === 1 ? `first token after ${allFirstTokens.toFixed(2)} s` : `${(tokens / lastToken).toFixed(1)} tokens/s`;
}
