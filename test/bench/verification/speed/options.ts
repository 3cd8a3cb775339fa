import { join } from 'node:path';
import { parseTexts, readCount } from '../../support/subjectOptions';

export interface SpeedOptions {
  readonly rounds: number;
  readonly python: string;
  readonly out: string;
  readonly root: string;
}

const DEFAULTS = { rounds: 7, python: 'python3' } as const;

export const USAGE = `Usage: npm run bench -- verification [options]
  --rounds N     turns of Reckon and of plain child processes (default: ${DEFAULTS.rounds})
  --python FILE  the Python to compare with (default: ${DEFAULTS.python})
  --out DIR      where verification.json goes (default: out/bench)`;

/** @throws ReckonError `invalid-input` */
export function parseSpeedOptions(args: readonly string[]): SpeedOptions {
  const values = parseTexts(args, ['rounds', 'python', 'out', 'root', 'peers'], USAGE);
  const root = values.root ?? process.cwd();
  return { rounds: readCount('--rounds', values.rounds, DEFAULTS.rounds, USAGE), python: values.python ?? DEFAULTS.python, out: values.out ?? join(root, 'out/bench'), root };
}
