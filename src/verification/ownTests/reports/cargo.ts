import type { TestResult, TestStatus } from '../types';
import { firstLine, TestIds } from './text';

const SECTION = /^\s*(?:Running (?:unittests )?(\S+) \(|Doc-tests (\S+))/;
const TEST = /^test (.+?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)(?:, .*)?$/;
const RESULT = /^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored;/;
const DETAILS = /^---- (.+?) stdout ----$/;
const STATUSES: Readonly<Record<string, TestStatus>> = { ok: 'passed', FAILED: 'failed', ignored: 'skipped' };

/** No line of the harness is longer, in characters; what a test prints may be, and is not looked into. */
const LONGEST_LINE = 4_096;

interface Section {
  readonly name: string;
  readonly tests: TestResult[];
  /** Where each is among them, by its id; the first of those that share one. */
  readonly places: Map<string, number>;
  /** Shared by all sections. */
  readonly ids: TestIds;
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
  const ids = new TestIds();
  let details: Details | null = null;
  for (const line of output.split('\n')) {
    const short = line.length <= LONGEST_LINE ? line : '';
    const [, program, crate] = SECTION.exec(short) ?? [];
    if (program !== undefined || crate !== undefined) {
      sections.push({ name: program ?? `${crate} (doc)`, tests: [], places: new Map(), ids, counted: null });
    }
    const section = sections.at(-1);
    if (section !== undefined) {
      details = readLine(section, short, details);
      details?.read(line);
    }
  }
  if (sections.length === 0) {
    throw new Error(firstLine(output.split('\n').find((line) => line.startsWith('error')) ?? '') ?? 'no program was tested');
  }
  for (const { name, tests, counted } of sections) {
    if (counted !== tests.length) {
      throw new Error(counted === null ? `the results of ${name} do not end` : `${name} counts ${counted} tests and names ${tests.length}`);
    }
  }
  return sections.flatMap(({ tests }) => tests);
}

/** @returns the details that the next line belongs to; null when it belongs to none. */
function readLine(section: Section, line: string, details: Details | null): Details | null {
  const [, name, word] = TEST.exec(line) ?? [];
  const [, passed, failed, ignored] = RESULT.exec(line) ?? [];
  const [, detailed] = DETAILS.exec(line) ?? [];
  if (name !== undefined && word !== undefined) {
    const id = idOf(section, name);
    if (!section.places.has(id)) {
      section.places.set(id, section.tests.length);
    }
    section.tests.push({ id, status: STATUSES[word] ?? 'failed', message: null });
  } else if (passed !== undefined) {
    section.counted = [passed, failed, ignored].reduce((sum, each) => sum + Number(each), 0);
  } else if (detailed !== undefined) {
    return new Details(section, section.places.get(idOf(section, detailed)));
  }
  return line.startsWith('failures:') ? null : details;
}

function idOf({ name, ids }: Section, test: string): string {
  return ids.of([name, test.replace(/ \(line \d+\)/, '')]);
}

/** What a test said when it gave up; it stands on the line after the place where it did. Without such a place, the first line. */
class Details {
  private hasPanicked = false;
  private hasBegun = false;
  private isDone = false;

  /** @param place the test's place in its section; undefined when it is none that was named */
  constructor(private readonly section: Section, private readonly place: number | undefined) {}

  read(line: string): void {
    if (!this.hasBegun) {
      this.hasBegun = true; // The line that names the test.
    } else if (line.includes(' panicked at ') && !this.hasPanicked) {
      this.hasPanicked = true;
      this.isDone = false;
    } else if (!this.isDone) {
      this.keep(firstLine(line));
    }
  }

  private keep(message: string | null): void {
    const test = this.place === undefined ? undefined : this.section.tests[this.place];
    if (this.place !== undefined && test !== undefined && message !== null) {
      this.section.tests[this.place] = { ...test, message };
      this.isDone = true;
    }
  }
}
