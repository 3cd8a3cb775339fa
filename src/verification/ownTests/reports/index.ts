import { dirname } from 'node:path';
import { isPlainFolder, readPlainFile } from '../project/plainFile';
import type { TestFramework, TestReport, TestResult } from '../types';
import { readCargoReport } from './cargo';
import { readGoReport, readJestReport, readMochaReport, readUnittestReport } from './json';
import { readJunitReport } from './junit';
import { firstLine, withUniqueIds } from './text';

export interface ReportSource {
  readonly framework: TestFramework;
  /** Null when the report is what was printed. */
  readonly file: string | null;
  readonly printed: string;
  /** The copy's folder, which reports name files with. */
  readonly root: string;
  readonly maxBytes: number;
}

const READERS: Readonly<Record<TestFramework, (text: string, root: string) => TestResult[]>> = {
  vitest: readJestReport, jest: readJestReport, mocha: readMochaReport, node: readJunitReport, pytest: readJunitReport,
  unittest: readUnittestReport, cargo: readCargoReport, go: readGoReport,
};

/** Reads what a run reported. A report that is missing, too long or not to be understood is one without tests. */
export async function readReport({ framework, file, printed, root, maxBytes }: ReportSource): Promise<TestReport> {
  const text = file === null ? printed : (await isPlainFolder(dirname(file))) ? await readPlainFile(file, maxBytes) : null;
  if (text === null) {
    return { tests: null, reason: 'there is no report' };
  }
  try {
    return { tests: withUniqueIds(READERS[framework](text, root)) };
  } catch (error) {
    // Whatever is wrong with it came from the run: the candidate is told, the host is not at fault.
    return { tests: null, reason: `the report cannot be read (${firstLine(error instanceof Error ? error.message : String(error)) ?? 'no reason'})` };
  }
}
