import { join } from 'node:path';
import { ReckonError } from '../../../../src/base/errors';
import { parseWithData } from '../../support/dataOptions';
import { readCount } from '../../support/subjectOptions';

export interface FalsePassesOptions {
  readonly data: string;
  readonly mutations: number;
  readonly seed: number;
  /** Problems, from the first. */
  readonly problems: number;
  /** Sandboxes that work beside each other. */
  readonly lanes: number;
  readonly out: string;
  readonly root: string;
}

const DEFAULTS = { mutations: 2000, seed: 1, problems: 164, lanes: 2 } as const;

export const USAGE = `Usage: npm run bench -- false-passes --data FILE [options]
  --data FILE      HumanEval+ as published (.jsonl or .jsonl.gz)
  --mutations N    how many mutants (default: ${DEFAULTS.mutations})
  --seed N         which ones (default: ${DEFAULTS.seed})
  --problems N     only the first of them (default: ${DEFAULTS.problems})
  --lanes N        sandboxes that work beside each other (default: ${DEFAULTS.lanes})
  --out DIR        where false-passes.json and .md go; what a run that was broken off had done is found there again (default: out/bench)`;

/** @throws ReckonError `invalid-input` */
export function parseFalsePassesOptions(args: readonly string[]): FalsePassesOptions {
  const { data, values } = parseWithData(args, ['mutations', 'seed', 'problems', 'lanes', 'out', 'root', 'peers'], USAGE);
  const [file, ...more] = data;
  if (file === undefined || more.length > 0) {
    throw new ReckonError('invalid-input', 'Mutants are made of one data set.', { hint: USAGE });
  }
  const root = values.root ?? process.cwd();
  const count = (name: keyof typeof DEFAULTS): number => readCount(`--${name}`, values[name], DEFAULTS[name], USAGE);
  return { data: file, mutations: count('mutations'), seed: count('seed'), problems: count('problems'), lanes: count('lanes'), out: values.out ?? join(root, 'out/bench'), root };
}
