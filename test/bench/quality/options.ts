import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseTexts, readCount } from '../support/subjectOptions';

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
  const values = parseTexts(args, ['model', 'tokens', 'humaneval', 'problems', 'threads', 'out', 'root', 'peers'], USAGE);
  const root = values.root ?? process.cwd();
  return {
    model: values.model ?? DEFAULTS.model,
    tokens: readCount('--tokens', values.tokens, DEFAULTS.tokens, USAGE),
    humanEval: values.humaneval ?? null,
    problems: readCount('--problems', values.problems, DEFAULTS.problems, USAGE),
    threads: readCount('--threads', values.threads, availableParallelism(), USAGE),
    out: values.out ?? join(root, 'out/bench'),
    root,
    peers: values.peers ?? '',
  };
}
