import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ReckonError } from '../../../src/base/errors';

export interface QualityOptions {
  readonly model: string;
  /** Tokens of code that the divergence is measured on. */
  readonly tokens: number;
  /** The data set; null leaves that part out. */
  readonly humanEval: string | null;
  /** How many of its problems, from the first. */
  readonly problems: number;
  readonly threads: number;
  readonly out: string;
  readonly root: string;
  readonly peers: string;
}

const DEFAULTS = { model: 'qwen2.5-coder-0.5b', tokens: 5120, problems: 164 } as const;

export const USAGE = `Usage: npm run bench -- quality [options]
  --model ID         a model of the catalogue (default: ${DEFAULTS.model})
  --tokens N         tokens of the repository's code to compare both imports on (default: ${DEFAULTS.tokens})
  --humaneval FILE   HumanEval as published (.jsonl or .jsonl.gz): greedy answers beside llama.cpp's
  --problems N       only the first of them (default: ${DEFAULTS.problems})
  --threads N        threads of both engines (default: one for each processor)
  --out DIR          where quality.json goes (default: out/bench)`;

/** @throws ReckonError `invalid-input` */
export function parseQualityOptions(args: readonly string[]): QualityOptions {
  const values = parse(args);
  const root = values.root ?? process.cwd();
  return {
    model: values.model ?? DEFAULTS.model,
    tokens: readCount('--tokens', values.tokens, DEFAULTS.tokens),
    humanEval: values.humaneval ?? null,
    problems: readCount('--problems', values.problems, DEFAULTS.problems),
    threads: readCount('--threads', values.threads, availableParallelism()),
    out: values.out ?? join(root, 'out/bench'),
    root,
    peers: values.peers ?? '',
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...args], options: { model: text, tokens: text, humaneval: text, problems: text, threads: text, out: text, root: text, peers: text } }).values;
  } catch (error) {
    throw new ReckonError('invalid-input', error instanceof Error ? error.message : String(error), { hint: USAGE });
  }
}

function readCount(option: string, given: string | undefined, fallback: number): number {
  if (given === undefined) {
    return fallback;
  }
  if (!/^[1-9]\d{0,6}$/.test(given)) {
    throw new ReckonError('invalid-input', `${option} cannot be "${given}".`, { hint: USAGE });
  }
  return Number(given);
}
