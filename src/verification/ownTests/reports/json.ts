import type { TestResult, TestStatus } from '../types';
import { firstLine, TestIds, withoutRoot } from './text';

/** The parts that are read of what `--reporter=json` of vitest and `--json` of jest write. */
interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message?: string;
    readonly status?: string;
    readonly assertionResults: readonly { readonly ancestorTitles: readonly string[]; readonly title: string; readonly status: string; readonly failureMessages?: readonly string[] | null }[];
  }[];
}

interface MochaReport {
  readonly tests: readonly { readonly fullTitle: string; readonly file?: string; readonly err?: { readonly message?: string } }[];
  readonly pending: readonly { readonly fullTitle: string; readonly file?: string }[];
}

const STATUSES: Readonly<Record<string, TestStatus>> = { passed: 'passed', failed: 'failed' };

export function readJestReport(text: string, root: string): TestResult[] {
  const { testResults } = JSON.parse(text) as JestReport;
  const ids = new TestIds();
  return testResults.flatMap(({ name, message, status, assertionResults }) => {
    const file = withoutRoot(name, root);
    if (assertionResults.length === 0 && status === 'failed') {
      return [{ id: file, status: 'failed' as const, message: firstLine(message ?? '') ?? 'the file could not be run' }];
    }
    return assertionResults.map(({ ancestorTitles, title, status: word, failureMessages }) => ({
      id: ids.of([file, ...ancestorTitles.filter((each) => each !== ''), title]),
      status: STATUSES[word] ?? 'skipped',
      message: word === 'failed' ? firstLine(failureMessages?.[0] ?? '') : null,
    }));
  });
}

export function readMochaReport(text: string, root: string): TestResult[] {
  const { tests, pending } = JSON.parse(text) as MochaReport;
  const idOf = ({ file, fullTitle }: { readonly file?: string; readonly fullTitle: string }): string => [...(file === undefined ? [] : [withoutRoot(file, root)]), fullTitle].join(' > ');
  const skipped = new Set(pending.map(idOf));
  return tests.map((test) => {
    const message = test.err?.message;
    const id = idOf(test);
    return { id, status: skipped.has(id) ? 'skipped' : message === undefined ? 'passed' : 'failed', message: message === undefined ? null : firstLine(message) };
  });
}

/** What the runner in `../run/unittestRunner.ts` writes. */
export function readUnittestReport(text: string): TestResult[] {
  const tests = JSON.parse(text) as [id: string, status: TestStatus, message: string | null][];
  return tests.map(([id, status, message]) => ({ id, status, message: message === null ? null : firstLine(message) }));
}

/** The lines of `go test -json`. */
export function readGoReport(text: string): TestResult[] {
  const events = text.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as GoEvent);
  const said = new Map<string, string[]>();
  const tests: TestResult[] = [];
  const failed = new Set<string>();
  for (const { Action, Package = '', Test, Output, ImportPath } of events) {
    const id = Test === undefined ? Package || (ImportPath ?? '') : `${Package} > ${Test}`;
    if (Action === 'output' || Action === 'build-output') {
      const lines = said.get(id) ?? [];
      lines.push(Output ?? '');
      said.set(id, lines);
    } else if (Test !== undefined && ['pass', 'fail', 'skip'].includes(Action)) {
      tests.push({ id, status: GO_STATUSES[Action] ?? 'failed', message: Action === 'fail' ? goMessage(said.get(id)) : null });
      failed.add(Action === 'fail' ? Package : '');
    } else if (Action === 'fail' && !failed.has(Package)) {
      tests.push({ id: Package, status: 'failed', message: goMessage(said.get(id)) ?? 'the package could not be tested' });
    }
  }
  return tests;
}

interface GoEvent {
  readonly Action: string;
  readonly Package?: string;
  readonly ImportPath?: string;
  readonly Test?: string;
  readonly Output?: string;
}

const GO_STATUSES: Readonly<Record<string, TestStatus>> = { pass: 'passed', fail: 'failed', skip: 'skipped' };

function goMessage(lines: readonly string[] | undefined): string | null {
  return firstLine((lines ?? []).filter((line) => !/^\s*(?:===|---|FAIL\b|#)/.test(line)).join(''));
}
