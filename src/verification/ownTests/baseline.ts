import { ReckonError } from '../../base/errors';
import { isControl } from './run/control';
import type { Baseline, TestResult, TestRun } from './types';

/** The ids of a run's tests by what became of them, controls left out. */
export function ownTestsOf(run: TestRun, token: string): ReadonlyMap<string, TestResult> {
  return new Map((run.report.tests ?? []).filter(({ id }) => !isControl(id, token)).map((test) => [test.id, test]));
}

/** Ids of controls that failed, as they have to. */
export function failedControls(run: TestRun, token: string): string[] {
  return (run.report.tests ?? []).filter(({ id, status }) => isControl(id, token) && status === 'failed').map(({ id }) => id);
}

/** Ids of controls that are there and did not fail. */
export function idleControls(run: TestRun, token: string): string[] {
  return (run.report.tests ?? []).filter(({ id, status }) => isControl(id, token) && status !== 'failed').map(({ id }) => id);
}

/**
 * What two runs of the unchanged project say together.
 * @throws ReckonError `tests-unusable` when they cannot be run or read without a candidate either, `busy` when the project changed.
 */
export function baselineOf(first: TestRun, second: TestRun, token: string): Baseline {
  requireUsable(first);
  const [before, after] = [ownTestsOf(first, token), ownTestsOf(second, token)];
  const ids = [...new Set([...before.keys(), ...after.keys()])];
  const stable = ids.filter((id) => before.get(id)?.status === after.get(id)?.status);
  const passes = (id: string): boolean => before.get(id)?.status === 'passed';
  return {
    exitCode: first.exitCode ?? 1,
    passing: stable.filter(passes),
    notPassing: stable.filter((id) => !passes(id)),
    skipped: stable.filter((id) => before.get(id)?.status === 'skipped'),
    flaky: ids.filter((id) => !stable.includes(id)),
    written: [...new Set([...first.tampered, ...second.tampered])],
  };
}

function requireUsable(run: TestRun): void {
  if (run.touched.length > 0) {
    throw new ReckonError('busy', `Files of the project changed while its tests ran: ${run.touched.slice(0, 3).join(', ')}.`, {
      hint: 'Tests must write to temporary folders, and nothing else may write to the project meanwhile.',
    });
  }
  const fault = run.stopped === 'time'
    ? `they did not end within ${Math.round(run.seconds)} s`
    : run.stopped === 'output' ? 'they print more than is read' : run.report.tests === null ? run.report.reason : null;
  if (fault !== null) {
    const said = run.tail.trim().split('\n').slice(-SHOWN_LINES).join('\n');
    throw new ReckonError('tests-unusable', `Your own tests could not be run as they are, without a candidate: ${fault}.${said === '' ? '' : `\n${said}`}`, {
      hint: 'Make them run in this folder first. They find an empty home, no network and only what git would take.',
    });
  }
}

/** Of what a run that cannot be used printed last. */
const SHOWN_LINES = 8;
