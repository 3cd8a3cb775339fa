import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseTexts, readCount } from '../support/subjectOptions';

export interface RetrievalOptions {
  readonly model: string;
  /** Samples of each task in each arm, beside the likeliest answer. */
  readonly samples: number;
  readonly threads: number;
  readonly out: string;
  readonly root: string;
}

const DEFAULTS = { model: 'qwen2.5-coder-0.5b', samples: 3 } as const;

export const USAGE = `Usage: npm run bench -- retrieval [options]

Solves functions of a made-up project, whose names cannot be guessed, with and without what retrieval
finds in it, and counts the answers that pass checks which the model does not see.

  --model ID     a model of the catalogue (default: ${DEFAULTS.model})
  --samples N    samples of each task, beside the likeliest answer (default: ${DEFAULTS.samples})
  --threads N    threads of the engine (default: one for each processor)
  --out DIR      where retrieval.json goes (default: out/bench)`;

/** @throws ReckonError `invalid-input` */
export function parseRetrievalOptions(args: readonly string[]): RetrievalOptions {
  const values = parseTexts(args, ['model', 'samples', 'threads', 'out', 'root', 'peers'], USAGE);
  const root = resolve(values.root ?? process.cwd());
  return {
    model: values.model ?? DEFAULTS.model,
    samples: readCount('--samples', values.samples, DEFAULTS.samples, USAGE),
    threads: readCount('--threads', values.threads, availableParallelism(), USAGE),
    out: values.out ?? join(root, 'out/bench'),
    root,
  };
}
