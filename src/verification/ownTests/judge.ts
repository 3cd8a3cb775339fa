import { plural } from '../../base/format';
import type { VerdictStatus } from '../types';
import { ownTestsOf } from './baseline';
import { BROKEN_MESSAGE } from './project/apply';
import { isControl } from './run/control';
import type { Baseline, Reach, TestComparison, TestResult, TestRun, TestStatus } from './types';

export interface Judgement {
  readonly status: VerdictStatus;
  readonly reason: string;
}

/** Tests that a reason names; a table has the others. */
const NAMED = 3;

/**
 * What one run with the candidate says. It passes only when the report can be read, names every test that the
 * unchanged project has and no other, none that passed before fails, the exit code says the same, and no test
 * or configuration was changed meanwhile.
 */
export function judgeRun(baseline: Baseline, run: TestRun, token: string): Judgement {
  return tamperedOf(baseline, run) ?? stoppedOf(run) ?? testsOf(baseline, run, token) ?? exitOf(baseline, run, token) ?? passedOf(baseline, run, token);
}

function stoppedOf(run: TestRun): Judgement | null {
  if (run.stopped === 'time') {
    return { status: 'timed-out', reason: `your tests did not end within ${Math.round(run.seconds)} s` };
  }
  return run.stopped === 'output' ? { status: 'failed', reason: 'your tests printed more than is read' } : null;
}

function tamperedOf(baseline: Baseline, run: TestRun): Judgement | null {
  if (run.touched.length > 0) {
    return { status: 'inconclusive', reason: `files of the project itself changed while its tests ran, by you or by the candidate: ${named(run.touched)}` };
  }
  const foreign = run.tampered.filter((path) => !baseline.written.includes(path));
  return foreign.length === 0 ? null : { status: 'failed', reason: `${named(foreign)} changed while the tests ran: a candidate must leave tests and configuration alone` };
}

function testsOf(baseline: Baseline, run: TestRun, token: string): Judgement | null {
  if (run.report.tests === null) {
    return { status: 'failed', reason: `your tests ended with ${exitWords(run)} and ${run.report.reason}${lastWords(run)}` };
  }
  const tests = ownTestsOf(run, token);
  const failing = baseline.passing.filter((id) => tests.has(id) && tests.get(id)?.status !== 'passed');
  if (failing.length > 0) {
    const words = failing.slice(0, NAMED).map((id) => describe(tests.get(id)));
    return { status: 'failed', reason: `${failing.length} of ${plural(baseline.passing.length, 'test')} that passed before ${failing.length === 1 ? 'does' : 'do'} not pass: ${words.join('; ')}${failing.length > NAMED ? '; …' : ''}` };
  }
  const missing = [...baseline.passing, ...baseline.notPassing].filter((id) => !tests.has(id));
  if (missing.length > 0 && (baseline.exitCode === 0 || missing.some((id) => baseline.passing.includes(id)))) {
    return { status: 'failed', reason: `${plural(missing.length, 'test')} of the project ${missing.length === 1 ? 'is' : 'are'} not in the report: ${named(missing)}${lastWords(run)}` };
  }
  const extra = foreignTests(baseline, tests);
  return extra.length > 0 && baseline.exitCode === 0
    ? { status: 'failed', reason: `the report names ${plural(extra.length, 'test')} that the project does not have: ${named(extra)}` }
    : null;
}

/** Ids that the unchanged project does not have. Where it could not run all of its tests there may be honest ones. */
function foreignTests({ passing, notPassing, flaky }: Baseline, tests: ReadonlyMap<string, TestResult>): string[] {
  const known = new Set([...passing, ...notPassing, ...flaky]);
  return [...tests.keys()].filter((id) => !known.has(id));
}

/** The exit code and the report have to agree, or be as they were without the candidate. */
function exitOf(baseline: Baseline, run: TestRun, token: string): Judgement | null {
  const failing = (run.report.tests ?? []).filter(({ status, id }) => status === 'failed' && !isControl(id, token)).length;
  const hasControls = (run.report.tests ?? []).some(({ id }) => isControl(id, token));
  const agrees = run.exitCode === 0 ? failing === 0 && !hasControls : failing > 0 || hasControls || run.exitCode === baseline.exitCode;
  const asBefore = run.exitCode === 0 || hasControls || run.exitCode === baseline.exitCode || failing > 0;
  if (agrees && asBefore && run.exitCode !== null) {
    return null;
  }
  return { status: 'failed', reason: `the report and the ${exitWords(run)} contradict each other (${plural(failing, 'failed test')} in the report)${lastWords(run)}` };
}

function passedOf(baseline: Baseline, run: TestRun, token: string): Judgement {
  const tests = ownTestsOf(run, token);
  const mended = newlyPassing(baseline, tests).length;
  const still = baseline.notPassing.filter((id) => tests.get(id)?.status === 'failed').length;
  const parts = [
    `your tests passed: ${baseline.passing.length} of ${baseline.passing.length} as before`,
    ...(mended > 0 ? [`${plural(mended, 'test')} that did not pass before ${mended === 1 ? 'does' : 'do'} now`] : []),
    ...(still > 0 ? [`${still} failed before and ${still === 1 ? 'does' : 'do'} still`] : []),
    ...(baseline.flaky.length > 0 ? [`${baseline.flaky.length} left out, which differ from run to run`] : []),
  ];
  return { status: 'passed', reason: parts.join('; ') };
}

/** Tests that failed, or could not be run, without the candidate. */
export function newlyPassing(baseline: Baseline, tests: ReadonlyMap<string, TestResult>): string[] {
  const before = new Set([...baseline.notPassing, ...foreignTests(baseline, tests)]);
  return [...before].filter((id) => tests.get(id)?.status === 'passed');
}

/** How the tests took it that the file or function was broken. */
export function reachOf(baseline: Baseline, broken: TestRun, token: string): Reach {
  const callers = [...ownTestsOf(broken, token).values()].filter(({ id, message }) => message?.includes(BROKEN_MESSAGE) === true && !baseline.flaky.includes(id)).map(({ id }) => id);
  const { status } = judgeRun(baseline, broken, token);
  return { isNoticed: callers.length > 0 || (status !== 'passed' && status !== 'inconclusive'), callers };
}

/** Tests of the function itself that fail with the candidate: also where they failed before, as those of a function that is yet to be written do. */
export function failingCallers({ callers }: Reach, run: TestRun, token: string): TestResult[] {
  const tests = ownTestsOf(run, token);
  return callers.map((id) => tests.get(id)).filter((test) => test?.status === 'failed') as TestResult[];
}

export function unmetReason(unmet: readonly TestResult[], name: string): string {
  const words = unmet.slice(0, NAMED).map(describe).join('; ');
  return `${plural(unmet.length, 'test')} of ${name} ${unmet.length === 1 ? 'does' : 'do'} not pass, as before: ${words}${unmet.length > NAMED ? '; …' : ''}`;
}

/** Every test before and after, those that passed before first. */
export function compareTests(baseline: Baseline, run: TestRun, token: string): TestComparison[] {
  const tests = ownTestsOf(run, token);
  const rows: readonly (readonly [id: string, before: TestStatus | 'flaky'])[] = [
    ...baseline.passing.map((id) => [id, 'passed'] as const),
    ...baseline.notPassing.map((id) => [id, 'failed'] as const),
    ...baseline.flaky.map((id) => [id, 'flaky'] as const),
    ...foreignTests(baseline, tests).map((id) => [id, 'skipped'] as const),
  ];
  return rows.map(([id, before]) => {
    const test = tests.get(id);
    const status = test === undefined || test.status === 'skipped' ? 'inconclusive' : test.status;
    return { exampleId: id, status, before, expected: 'passes', actual: test?.status ?? 'not in the report', message: test?.message ?? null };
  });
}

function describe(test: TestResult | undefined): string {
  return test === undefined ? '' : `${test.id}${test.message === null ? '' : ` (${test.message})`}`;
}

function named(names: readonly string[]): string {
  return names.slice(0, NAMED).join(', ') + (names.length > NAMED ? `, and ${names.length - NAMED} more` : '');
}

function exitWords({ exitCode }: TestRun): string {
  return exitCode === null ? 'no exit code' : `exit code ${exitCode}`;
}

function lastWords({ tail }: TestRun): string {
  const line = tail.trim().split('\n').findLast((each) => each.trim() !== '');
  return line === undefined ? '' : `; last line: ${line.trim().slice(0, LAST_LINE_CHARACTERS)}`;
}

const LAST_LINE_CHARACTERS = 200;
