import { join } from 'node:path';
import { parseWithData } from '../../support/dataOptions';

export interface ExamplesOptions {
  readonly data: readonly string[];
  readonly out: string;
  readonly root: string;
}

export const USAGE = `Usage: npm run bench -- examples --data FILE… [options]
  --data FILE…   HumanEval, HumanEval+ or their translations as published (.jsonl or .jsonl.gz)
  --out DIR      where examples.json goes (default: out/bench)`;

/** @throws ReckonError `invalid-input` */
export function parseExamplesOptions(args: readonly string[]): ExamplesOptions {
  const { data, values } = parseWithData(args, ['out', 'root', 'peers'], USAGE);
  const root = values.root ?? process.cwd();
  return { data, out: values.out ?? join(root, 'out/bench'), root };
}
