import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseTexts, readCount } from '../support/subjectOptions';

export interface LatencyOptions {
  readonly model: string;
  /** Cancels of each kind. */
  readonly rounds: number;
  readonly threads: number;
  readonly out: string;
  readonly root: string;
}

const DEFAULTS = { model: 'qwen2.5-coder-0.5b', rounds: 21 } as const;

export const USAGE = `Usage: npm run bench -- latency [options]
  --model ID     a model of the catalogue (default: ${DEFAULTS.model})
  --rounds N     cancels of each kind (default: ${DEFAULTS.rounds})
  --threads N    threads of the engine (default: one for each processor)
  --out DIR      where latency.json goes (default: out/bench)`;

/** @throws ReckonError `invalid-input` */
export function parseLatencyOptions(args: readonly string[]): LatencyOptions {
  const values = parseTexts(args, ['model', 'rounds', 'threads', 'out', 'root', 'peers'], USAGE);
  const root = values.root ?? process.cwd();
  return {
    model: values.model ?? DEFAULTS.model,
    rounds: readCount('--rounds', values.rounds, DEFAULTS.rounds, USAGE),
    threads: readCount('--threads', values.threads, availableParallelism(), USAGE),
    out: values.out ?? join(root, 'out/bench'),
    root,
  };
}
