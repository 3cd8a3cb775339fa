import type { TestResult, TestStatus } from '../types';
import { firstLine } from './text';

const SECTION = /^\s*(?:Running (?:unittests )?(\S+) \(|Doc-tests (\S+))/;
const TEST = /^test (.+?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)(?:, .*)?$/;
const RESULT = /^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored;/;
const DETAILS = /^---- (.+?) stdout ----$/;
const STATUSES: Readonly<Record<string, TestStatus>> = { ok: 'passed', FAILED: 'failed', ignored: 'skipped' };

interface Section {
  readonly name: string;
  readonly tests: TestResult[];
  /** What its last line counts; null while it has none. */
  counted: number | null;
}

/**
 * Tests of what `cargo test` prints, both of its streams in one. Tests in comments are named by their item and
 * not by their line, which moves with every change.
 * @throws Error when a program's results do not end, or are not as many as it says.
 */
export function readCargoReport(output: string): TestResult[] {
  const sections: Section[] = [];
  const lines = output.split('\n');
  for (const [index, line] of lines.entries()) {
    const [, program, crate] = SECTION.exec(line) ?? [];
    if (program !== undefined || crate !== undefined) {
      sections.push({ name: program ?? `${crate} (doc)`, tests: [], counted: null });
    }
    const section = sections.at(-1);
    if (section !== undefined) {
      readLine(section, line, lines, index);
    }
  }
  if (sections.length === 0) {
    throw new Error(firstLine(lines.find((line) => /^error/.test(line)) ?? '') ?? 'no program was tested');
  }
  for (const { name, tests, counted } of sections) {
    if (counted !== tests.length) {
      throw new Error(counted === null ? `the results of ${name} do not end` : `${name} counts ${counted} tests and names ${tests.length}`);
    }
  }
  return sections.flatMap(({ tests }) => tests);
}

function readLine(section: Section, line: string, lines: readonly string[], index: number): void {
  const [, name, word] = TEST.exec(line) ?? [];
  const [, passed, failed, ignored] = RESULT.exec(line) ?? [];
  const [, detailed] = DETAILS.exec(line) ?? [];
  if (name !== undefined && word !== undefined) {
    section.tests.push({ id: idOf(section, name), status: STATUSES[word] ?? 'failed', message: null });
  } else if (passed !== undefined) {
    section.counted = [passed, failed, ignored].reduce((sum, each) => sum + Number(each), 0);
  } else if (detailed !== undefined) {
    const at = section.tests.findIndex(({ id }) => id === idOf(section, detailed));
    const test = section.tests[at];
    if (test !== undefined) {
      section.tests[at] = { ...test, message: panicMessage(lines, index) };
    }
  }
}

function idOf({ name }: Section, test: string): string {
  return `${name} > ${test.replace(/ \(line \d+\)/, '')}`;
}

/** What a test said when it gave up; it stands on the line after the place where it did. */
function panicMessage(lines: readonly string[], from: number): string | null {
  const end = lines.findIndex((line, index) => index > from && (DETAILS.test(line) || line.startsWith('failures:')));
  const details = lines.slice(from + 1, end < 0 ? undefined : end);
  const panic = details.findIndex((line) => / panicked at /.test(line));
  return firstLine(details.slice(panic < 0 ? 0 : panic + 1).join('\n'));
}
