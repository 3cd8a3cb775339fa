import { plural } from '../../base/format';
import { failedControls, idleControls, ownTestsOf } from './baseline';
import type { Judgement } from './judge';
import type { Reach, TestResult, TestRun } from './types';

/** Controls of the unchanged project. */
export interface KnownControls {
  /** Ids of those that failed, as they have to. */
  readonly controls: readonly string[];
  /** Ids of those that do not fail there either: the project's own set-up is the reason, whatever it is. */
  readonly idle: readonly string[];
}

/** What showed that tests still fail when they have to; a judgement when they do not. */
export type Confirmed = { readonly shown: number } | Judgement;

/**
 * The run beside tests that have to fail. Tests of a file that could not be run before have controls that nobody
 * knew of: these must fail as well.
 */
export function confirmControls({ controls, idle }: KnownControls, run: TestRun, token: string): Confirmed {
  const failed = new Set(failedControls(run, token));
  const expected = new Set(controls);
  const unmet = controls.filter((id) => !failed.has(id)).length + idleControls(run, token).filter((id) => !expected.has(id) && !idle.includes(id)).length;
  return unmet > 0
    ? { status: 'failed', reason: `${unmet} of ${failed.size + unmet} tests that must fail did not: the candidate changes how tests are run or reported` }
    : { shown: failed.size };
}

/**
 * The run in which the candidate's results are wrong on purpose. Tests that fail when the unchanged function's are
 * wrong have to fail; of those that only the candidate makes pass, at least one, since they may look at something else.
 * @param mended ids of tests that only the candidate makes pass.
 * @param idle the run in which it does not even do what it does; null where nobody needs it. Tests that fail only then
 * are swayed by what it does beside its results, which may be what it is for, or the end of an assertion.
 */
export function confirmWrong({ failingWhenWrong }: Reach, mended: readonly string[], run: TestRun, idle: TestRun | null, token: string): Confirmed {
  if (run.report.tests === null && failingWhenWrong.length + mended.length > 0) {
    return { status: 'inconclusive', reason: 'whether your tests would find it wrong cannot be told: with wrong results on purpose they do not come to an end' };
  }
  const tests = ownTestsOf(run, token);
  const count = (ids: readonly string[], status: 'passed' | 'failed'): number => ids.filter((id) => tests.get(id)?.status === status).length;
  const unmet = count(failingWhenWrong, 'passed');
  if (unmet > 0) {
    return { status: 'failed', reason: `${unmet} of ${plural(failingWhenWrong.length, 'test')} did not fail when its results were wrong on purpose: the candidate changes how tests are run or reported` };
  }
  if (mended.length > 0 && count(mended, 'failed') === 0) {
    return { status: 'inconclusive', reason: `${plural(mended.length, 'test')} that only the candidate makes pass ${mended.length === 1 ? 'passes' : 'pass'} also when its results are wrong on purpose` };
  }
  const whenIdle = idle === null ? new Map<string, TestResult>() : ownTestsOf(idle, token);
  const swayed = mended.filter((id) => tests.get(id)?.status === 'passed' && whenIdle.get(id)?.status === 'failed').length;
  if (swayed > 0) {
    return { status: 'inconclusive', reason: `${plural(swayed, 'test')} that only the candidate makes pass ${swayed === 1 ? 'depends' : 'depend'} on what it does beside its results, and on no result` };
  }
  return { shown: count(failingWhenWrong, 'failed') + count(mended, 'failed') };
}

export const NOTHING_SHOWN: Judgement = { status: 'inconclusive', reason: 'your tests passed, but nothing showed that they still fail when they have to' };
