import { describe, expect, it } from 'vitest';
import { baselineOf } from '../../../../src/verification/ownTests/baseline';
import { judgeRun } from '../../../../src/verification/ownTests/judge';
import type { TestRun, TestStatus } from '../../../../src/verification/ownTests/types';

const TOKEN = 'reckon_control_x';

function run(tests: Readonly<Record<string, TestStatus>> | null, more: Partial<TestRun> = {}): TestRun {
  const failed = tests !== null && Object.values(tests).includes('failed');
  return {
    exitCode: failed ? 1 : 0, stopped: null, tail: '', tampered: [], touched: [], seconds: 1,
    report: tests === null ? { tests: null, reason: 'there is no report' } : { tests: Object.entries(tests).map(([id, status]) => ({ id, status, message: status === 'failed' ? 'boom' : null })) },
    ...more,
  };
}

const GREEN = baselineOf(run({ a: 'passed', b: 'passed' }), run({ a: 'passed', b: 'passed' }), TOKEN);
const RED = baselineOf(run({ a: 'passed', b: 'failed' }), run({ a: 'passed', b: 'failed' }), TOKEN);

describe('a run with the candidate', () => {
  it('passes when everything is as before', () => {
    expect(judgeRun(GREEN, run({ a: 'passed', b: 'passed' }), TOKEN)).toEqual({ status: 'passed', reason: 'your tests passed: 2 of 2 as before' });
  });

  it.each<[string, TestRun, string, RegExp]>([
    ['a test fails', run({ a: 'passed', b: 'failed' }), 'failed', /^1 of 2 tests that passed before does not pass: b \(boom\)$/],
    ['a test is skipped', run({ a: 'passed', b: 'skipped' }), 'failed', /does not pass: b/],
    ['a test is missing', run({ a: 'passed' }), 'failed', /1 test of the project is not in the report: b/],
    ['a test is new', run({ a: 'passed', b: 'passed', c: 'passed' }), 'failed', /does not have: c/],
    ['there is no report', run(null), 'failed', /exit code 0 and there is no report/],
    ['the exit code contradicts', run({ a: 'passed', b: 'passed' }, { exitCode: 1 }), 'failed', /contradict/],
    ['it was killed', run({ a: 'passed', b: 'passed' }, { exitCode: null }), 'failed', /contradict/],
    ['it took too long', run(null, { stopped: 'time', exitCode: null }), 'timed-out', /did not end/],
    ['it printed too much', run(null, { stopped: 'output', exitCode: null }), 'failed', /printed more/],
    ['a test was rewritten', run({ a: 'passed', b: 'passed' }, { tampered: ['test_a.py'] }), 'failed', /^test_a.py changed/],
    ['the original changed', run({ a: 'passed', b: 'passed' }, { touched: ['a.py'] }), 'inconclusive', /a\.py/],
  ])('does not pass when %s', (_what, given, status, reason) => {
    const judged = judgeRun(GREEN, given, TOKEN);
    expect(judged.status).toBe(status);
    expect(judged.reason).toMatch(reason);
  });

  it('may fail what failed before, and says so', () => {
    expect(judgeRun(RED, run({ a: 'passed', b: 'failed' }), TOKEN)).toEqual({ status: 'passed', reason: 'your tests passed: 1 of 1 as before; 1 failed before and does still' });
  });

  it('may mend what failed before', () => {
    expect(judgeRun(RED, run({ a: 'passed', b: 'passed' }), TOKEN).reason).toContain('1 test that did not pass before does now');
  });

  it('may not end with 0 while a test fails, whatever it was before', () => {
    expect(judgeRun(RED, run({ a: 'passed', b: 'failed' }, { exitCode: 0 }), TOKEN)).toMatchObject({ status: 'failed' });
  });

  it('is not held to tests that differ from run to run', () => {
    const flaky = baselineOf(run({ a: 'passed', b: 'passed' }), run({ a: 'passed', b: 'failed' }), TOKEN);
    expect(flaky).toMatchObject({ passing: ['a'], flaky: ['b'] });
    expect(judgeRun(flaky, run({ a: 'passed', b: 'failed' }), TOKEN)).toMatchObject({ status: 'passed' });
  });

  it('may write what the tests themselves write', () => {
    const writing = run({ a: 'passed' }, { tampered: ['tests/out.pyc'] });
    expect(judgeRun(baselineOf(writing, writing, TOKEN), writing, TOKEN)).toMatchObject({ status: 'passed' });
  });
});

describe('the unchanged project', () => {
  it.each([run(null), run(null, { stopped: 'time' })])('has to be usable', (given) => {
    expect(() => baselineOf(given, given, TOKEN)).toThrow(expect.objectContaining({ code: 'tests-unusable' }));
  });
});
