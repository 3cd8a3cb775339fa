import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ReckonError } from '../../../src/base/errors';
import { ENGINE_IDS, type EngineId } from './protocol';

export interface BenchOptions {
  readonly models: readonly string[];
  readonly engines: readonly EngineId[];
  /** Rounds of every workload; those of slow workloads are cut short. */
  readonly runs: number;
  readonly threads: number;
  /** Lengths of the prompts, in tokens. */
  readonly prompts: readonly number[];
  /** Samples over one prompt. */
  readonly counts: readonly number[];
  /** A cap on the output of each sample, in tokens; null for each workload's own. */
  readonly maxTokens: number | null;
  readonly out: string;
  /** The repository, and where the peers are installed. */
  readonly root: string;
  readonly peers: string;
}

const MODELS = ['smollm2-135m', 'qwen2.5-coder-0.5b'];
const LARGE_MODEL = 'qwen2.5-coder-1.5b';
/** `node-llama-cpp-state` is a way to use the peer that its documentation does not advise for batches, so it is there to be asked for. */
const DEFAULT_ENGINES: readonly EngineId[] = ['reckon', 'node-llama-cpp', 'transformers.js'];
const PROMPTS = [128, 1024];
const COUNTS = [1, 4, 8, 16, 32];
/** With an even number of rounds the median would be of two different ones. */
const RUNS = 5;
/** Enough to see that everything works, and nothing more. */
const QUICK = { models: MODELS.slice(0, 1), runs: 2, prompts: PROMPTS.slice(0, 1), counts: [1, 4], maxTokens: 12 };

export const USAGE = `Usage: npm run bench -- [options]
  --model ID       a model of the catalogue; may be repeated (default: ${MODELS.join(', ')})
  --large          ${LARGE_MODEL} as well
  --engines LIST   of ${ENGINE_IDS.join(', ')} (default: ${DEFAULT_ENGINES.join(',')})
  --runs N         rounds of every workload (default: ${RUNS}; fewer where a round takes long)
  --prompts LIST   lengths of prompts in tokens (default: ${PROMPTS.join(',')})
  --counts LIST    samples over one prompt (default: ${COUNTS.join(',')})
  --threads N      threads of every engine (default: one for each processor)
  --quick          the smallest model, few tokens, two rounds: shows that it works, measures nothing
  --out DIR        where engine.txt, engine.json and engine.svg go (default: out/bench)`;

/** @throws ReckonError `invalid-input` */
export function parseOptions(args: readonly string[]): BenchOptions {
  const values = parse(args);
  const base = values.quick === true ? QUICK : { models: MODELS, runs: RUNS, prompts: PROMPTS, counts: COUNTS, maxTokens: null };
  const models = values.model ?? base.models;
  const root = values.root ?? process.cwd();
  return {
    models: values.large === true ? [...new Set([...models, LARGE_MODEL])] : models,
    engines: values.engines === undefined ? DEFAULT_ENGINES : readEngines(values.engines),
    runs: values.runs === undefined ? base.runs : readCount('--runs', values.runs),
    threads: values.threads === undefined ? availableParallelism() : readCount('--threads', values.threads),
    prompts: values.prompts === undefined ? base.prompts : readCounts('--prompts', values.prompts),
    counts: values.counts === undefined ? base.counts : readCounts('--counts', values.counts),
    maxTokens: base.maxTokens,
    out: values.out ?? join(root, 'out/bench'),
    root,
    peers: values.peers ?? '',
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        model: { type: 'string', multiple: true },
        large: { type: 'boolean' },
        engines: { type: 'string' },
        runs: { type: 'string' },
        prompts: { type: 'string' },
        counts: { type: 'string' },
        threads: { type: 'string' },
        quick: { type: 'boolean' },
        out: { type: 'string' },
        root: { type: 'string' },
        peers: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function readEngines(list: string): EngineId[] {
  return list.split(',').map((name) => {
    const known = ENGINE_IDS.find((id) => id === name);
    if (known === undefined) {
      throw invalid(`There is no engine "${name}".`);
    }
    return known;
  });
}

function readCounts(option: string, list: string): number[] {
  return list.split(',').map((text) => readCount(option, text));
}

function readCount(option: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw invalid(`${option} cannot be "${text}".`);
  }
  return Number(text);
}

function invalid(message: string): ReckonError {
  return new ReckonError('invalid-input', message, { hint: USAGE });
}
