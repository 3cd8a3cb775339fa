import { plural } from '../../base/format';
import type { VerdictStatus } from '../types';
import { ownTestsOf } from './baseline';
import { BROKEN_MESSAGE } from './project/apply';
import { isControl } from './run/control';
import { withoutColours } from './reports/text';
import { uncollected } from './run/controlFiles';
import type { Baseline, Reach, TestComparison, TestResult, TestRun, TestStatus } from './types';

export interface Judgement {
  readonly status: VerdictStatus;
  readonly reason: string;
}

/** Tests that a reason names; a table has the others. */
const NAMED = 3;

/**
 * What one run with the candidate says. It passes only when the report can be read, names every test that the
 * unchanged project has and no other, none fails that passed or was skipped before, the exit code says the same,
 * and no test or configuration was changed meanwhile.
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
    return { status: 'failed', reason: `${failing.length} of ${plural(baseline.passing.length, 'test')} that passed before ${failing.length === 1 ? 'does' : 'do'} not pass: ${described(failing, tests)}` };
  }
  const awake = baseline.skipped.filter((id) => tests.get(id)?.status === 'failed');
  if (awake.length > 0) {
    return { status: 'failed', reason: `${plural(awake.length, 'test')} that ${awake.length === 1 ? 'was' : 'were'} skipped before ${awake.length === 1 ? 'fails' : 'fail'}: ${described(awake, tests)}` };
  }
  const missing = [...baseline.passing, ...baseline.notPassing].filter((id) => !tests.has(id));
  if (missing.length > 0 && (baseline.exitCode === 0 || missing.some((id) => baseline.passing.includes(id)))) {
    return { status: 'failed', reason: `${plural(missing.length, 'test')} of the project ${missing.length === 1 ? 'is' : 'are'} not in the report: ${named(missing)}${errorWords(run) ?? lastWords(run)}` };
  }
  const extra = foreignTests(baseline, tests).filter((id) => !mayBeNew(baseline, id, tests.get(id)));
  return extra.length > 0
    ? { status: 'failed', reason: `the report names ${plural(extra.length, 'test')} that the project does not have: ${named(extra)}` }
    : null;
}

/** Ids that the unchanged project does not have. */
function foreignTests({ passing, notPassing, flaky }: Baseline, tests: ReadonlyMap<string, TestResult>): string[] {
  const known = new Set([...passing, ...notPassing, ...flaky]);
  return [...tests.keys()].filter((id) => !known.has(id));
}

/** Whether a test that is new could not be there before: its file could not be run then, or it is one more failure of a test that failed. */
function mayBeNew({ exitCode, notPassing, skipped }: Baseline, id: string, test: TestResult | undefined): boolean {
  if (exitCode === 0) {
    return false;
  }
  const failed = notPassing.filter((each) => !skipped.includes(each));
  return failed.some((each) => isWithin(each, id)) || (test?.status === 'failed' && failed.includes(id.replace(/ #\d+$/, '')));
}

/** Whether a failure is that of a whole file, module or package, and a test is one of it. */
function isWithin(failure: string, id: string): boolean {
  const module = uncollected(failure);
  if (module !== null) {
    return id.startsWith(`${module}.`);
  }
  // Node's reports do not say which file a test is in.
  return !failure.includes(' > ') && (id.startsWith(`${failure} > `) || (id.includes(' > ') && id.startsWith(`${failure}.`)) || SCRIPT_FILE.test(failure));
}

const SCRIPT_FILE = /\/[^/]*\.[cm]?[jt]s$/;

/** The exit code and the report have to agree. Where all was well without the candidate, only a test that differs from run to run excuses another code. */
function exitOf(baseline: Baseline, run: TestRun, token: string): Judgement | null {
  const tests = run.report.tests ?? [];
  const failing = tests.filter(({ status, id }) => status === 'failed' && !isControl(id, token)).map(({ id }) => id);
  const hasControls = tests.some(({ id }) => isControl(id, token));
  if (agrees(baseline, run.exitCode, failing, hasControls)) {
    return null;
  }
  return { status: 'failed', reason: `the report and the ${exitWords(run)} contradict each other (${plural(failing.length, 'failed test')} in the report)${lastWords(run)}` };
}

function agrees(baseline: Baseline, exitCode: number | null, failing: readonly string[], hasControls: boolean): boolean {
  if (exitCode === 0) {
    return !hasControls && (failing.length === 0 || (baseline.exitCode === 0 && failing.every((id) => baseline.notPassing.includes(id))));
  }
  if (exitCode === null || hasControls) {
    return exitCode !== null;
  }
  return baseline.exitCode === 0 ? failing.some((id) => baseline.flaky.includes(id)) : failing.length > 0 || exitCode === baseline.exitCode;
}

function passedOf(baseline: Baseline, run: TestRun, token: string): Judgement {
  const tests = ownTestsOf(run, token);
  const mended = newlyPassing(baseline, tests).length;
  const still = baseline.notPassing.filter((id) => tests.get(id)?.status === 'failed').length;
  const kept = baseline.passing.length;
  const parts = [
    keptWords(kept, still, mended),
    ...(mended > 0 ? [`${plural(mended, 'test')} that did not pass before ${mended === 1 ? 'does' : 'do'} now`] : []),
    ...(still > 0 ? [`${still} ${still === 1 ? 'fails' : 'fail'}, as before`] : []),
    ...(baseline.flaky.length > 0 ? [`${baseline.flaky.length} left out, which differ from run to run`] : []),
  ];
  return { status: 'passed', reason: parts.join('; ') };
}

/** "Your tests passed" is not said while some fail, whatever they did before. */
function keptWords(kept: number, still: number, mended: number): string {
  const all = kept + mended + still;
  return still > 0
    ? `nothing got worse: ${kept} of ${plural(all, 'test')} ${kept === 1 ? 'passes' : 'pass'}, as before`
    : `your tests passed: ${all} of ${all}${mended === 0 ? ' as before' : ''}`;
}

/** Tests that failed, or could not be run, without the candidate. One that was skipped tells nothing of it. */
export function newlyPassing(baseline: Baseline, tests: ReadonlyMap<string, TestResult>): string[] {
  const failed = baseline.notPassing.filter((id) => !baseline.skipped.includes(id));
  const collected = foreignTests(baseline, tests).filter((id) => mayBeNew(baseline, id, tests.get(id)));
  return [...failed, ...collected].filter((id) => tests.get(id)?.status === 'passed');
}

/**
 * How the tests took it that the file or function was broken.
 * @param wrong the run in which it gives wrong results; null where there is none.
 */
export function reachOf(baseline: Baseline, broken: TestRun, wrong: TestRun | null, token: string): Reach {
  const known = new Set([...baseline.passing, ...baseline.notPassing]);
  const called = [...ownTestsOf(broken, token).values()].filter(({ message }) => message?.includes(BROKEN_MESSAGE) === true).map(({ id }) => id);
  const { status } = judgeRun(baseline, broken, token);
  const when = wrong === null ? new Map<string, TestResult>() : ownTestsOf(wrong, token);
  return {
    isNoticed: called.some((id) => !baseline.flaky.includes(id)) || (status !== 'passed' && status !== 'inconclusive'),
    callers: called.filter((id) => known.has(id)),
    failingWhenWrong: baseline.passing.filter((id) => when.get(id)?.status === 'failed'),
  };
}

/** Tests of the function itself that do not pass with the candidate: also where they failed before, as those of a function that is yet to be written do. */
export function failingCallers({ callers }: Reach, run: TestRun, token: string): TestResult[] {
  const tests = ownTestsOf(run, token);
  return callers.flatMap((id): TestResult[] => {
    const test = tests.get(id);
    // A file that could not be run stands for its tests, and does so no more when it can.
    const isGone = test === undefined && id.includes(' > ');
    return isGone ? [{ id, status: 'failed', message: 'not in the report' }] : test === undefined || test.status === 'passed' ? [] : [test];
  });
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

function described(ids: readonly string[], tests: ReadonlyMap<string, TestResult>): string {
  return ids.slice(0, NAMED).map((id) => describe(tests.get(id))).join('; ') + (ids.length > NAMED ? '; …' : '');
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

/** Why tests could not be loaded, by the last error in what the runner printed, the cause of those before it: its last line only counts tests. Null when there is none. */
function errorWords({ tail }: TestRun): string | null {
  const line = withoutColours(tail).split('\n').map((each) => ERROR_LINE.exec(each)?.[1]).findLast((each) => each !== undefined);
  return line === undefined ? null : `; ${line.trim().slice(0, LAST_LINE_CHARACTERS)}`;
}

/** As Python, pytest (`E   ` before it) and Node write what was thrown: `ImportError: cannot import name …`. */
const ERROR_LINE = /^(?:E\s+)?((?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception)(?: \[\w+\])?: .+)/;
const LAST_LINE_CHARACTERS = 200;
