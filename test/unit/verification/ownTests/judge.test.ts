import { describe, expect, it } from 'vitest';
import { baselineOf, ownTestsOf } from '../../../../src/verification/ownTests/baseline';
import { failingCallers, judgeRun, newlyPassing, reachOf, unmetReason } from '../../../../src/verification/ownTests/judge';
import { BROKEN_MESSAGE } from '../../../../src/verification/ownTests/project/apply';
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
    expect(judgeRun(RED, run({ a: 'passed', b: 'failed' }), TOKEN)).toEqual({ status: 'passed', reason: 'nothing got worse: 1 of 2 tests passes, as before; 1 fails, as before' });
  });

  it('may mend what failed before', () => {
    expect(judgeRun(RED, run({ a: 'passed', b: 'passed' }), TOKEN).reason).toContain('1 test that did not pass before does now');
  });

  it('never calls it passing tests while most fail', () => {
    const mostlyRed = baselineOf(run({ a: 'passed', b: 'failed', c: 'failed' }), run({ a: 'passed', b: 'failed', c: 'failed' }), TOKEN);
    expect(judgeRun(mostlyRed, run({ a: 'passed', b: 'passed', c: 'failed' }), TOKEN)).toEqual({
      status: 'passed', reason: 'nothing got worse: 1 of 3 tests passes, as before; 1 test that did not pass before does now; 1 fails, as before',
    });
  });

  it('counts what passes now, whenever it began to', () => {
    expect(judgeRun(RED, run({ a: 'passed', b: 'passed' }), TOKEN).reason).toBe('your tests passed: 2 of 2; 1 test that did not pass before does now');
  });

  it.each([
    ['pytest', 'E   ImportError: cannot import name \'triple\' from \'calc\'\n=== 1 error in 0.19s ===', "; ImportError: cannot import name 'triple' from 'calc'"],
    ['Node', 'file:///a.mjs:1\nSyntaxError: The requested module has no export\n    at x\nNode.js v20', '; SyntaxError: The requested module has no export'],
    ['nobody', 'no tests ran\n=== the end ===', '; last line: === the end ==='],
  ])('repeats what %s says of tests that are gone', (_who, tail, words) => {
    expect(judgeRun(GREEN, run({ a: 'passed' }, { tail, exitCode: 2 }), TOKEN).reason).toBe(`1 test of the project is not in the report: b${words}`);
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

describe('a test that was skipped before', () => {
  const skipping = baselineOf(run({ a: 'passed', b: 'skipped' }), run({ a: 'passed', b: 'skipped' }), TOKEN);

  it('may not fail now', () => {
    expect(judgeRun(skipping, run({ a: 'passed', b: 'failed' }), TOKEN)).toEqual({ status: 'failed', reason: '1 test that was skipped before fails: b (boom)' });
    expect(judgeRun(skipping, run({ a: 'passed', b: 'skipped' }), TOKEN)).toMatchObject({ status: 'passed' });
  });

  it('mends nothing when it passes', () => {
    const woken = run({ a: 'passed', b: 'passed' });
    expect(judgeRun(skipping, woken, TOKEN)).toMatchObject({ status: 'passed' });
    expect(newlyPassing(skipping, ownTestsOf(woken, TOKEN))).toEqual([]);
  });
});

describe('an exit code', () => {
  it('has to be 0 where it was', () => {
    // A framework whose failures do not count, such as those of tests that are yet to be done.
    const lenient = baselineOf(run({ a: 'passed', b: 'failed' }, { exitCode: 0 }), run({ a: 'passed', b: 'failed' }, { exitCode: 0 }), TOKEN);
    expect(judgeRun(lenient, run({ a: 'passed', b: 'failed' }, { exitCode: 0 }), TOKEN)).toMatchObject({ status: 'passed' });
    expect(judgeRun(lenient, run({ a: 'passed', b: 'failed' }, { exitCode: 1 }), TOKEN)).toMatchObject({ status: 'failed', reason: expect.stringContaining('contradict') as string });
  });
});

describe('a test that the project does not have', () => {
  const red = (failed: string): ReturnType<typeof baselineOf> => baselineOf(run({ a: 'passed', [failed]: 'failed' }), run({ a: 'passed', [failed]: 'failed' }), TOKEN);
  const judge = (failed: string, added: string): string => judgeRun(red(failed), run({ a: 'passed', [added]: 'passed' }), TOKEN).status;

  it('is one too many also where others failed', () => {
    expect(judgeRun(RED, run({ a: 'passed', b: 'failed', c: 'passed' }), TOKEN)).toMatchObject({ status: 'failed', reason: expect.stringContaining('does not have: c') as string });
    expect(judge('b > c', 'b > d')).toBe('failed');
  });

  it.each([
    ['tests/a.test.js', 'tests/a.test.js > one'], ['tests.test_a', 'tests.test_a > test_one'], ['tests.test_a', 'tests.test_a.Some > test_one'],
    ['unittest.loader._FailedTest.test_a', 'test_a.Some.test_one'], ['example.com/p', 'example.com/p > TestOne'], ['test/a.test.js', 'a suite > one'],
  ])('may be one of %s, which could not be run: %s', (failed, added) => {
    expect(judge(failed, added)).toBe('passed');
    expect(newlyPassing(red(failed), ownTestsOf(run({ a: 'passed', [added]: 'passed' }), TOKEN))).toEqual([added]);
  });

  it('may be one more failure of a test that failed', () => {
    expect(judgeRun(RED, run({ a: 'passed', b: 'failed', 'b #2': 'failed' }), TOKEN)).toMatchObject({ status: 'passed' });
  });
});

describe('the unchanged project', () => {
  it.each([run(null), run(null, { stopped: 'time' })])('has to be usable', (given) => {
    expect(() => baselineOf(given, given, TOKEN)).toThrow(expect.objectContaining({ code: 'tests-unusable' }));
  });
});

describe('a run with the function broken on purpose', () => {
  const broken = run(null, {
    exitCode: 1,
    report: { tests: [{ id: 'a', status: 'passed', message: null }, { id: 'b', status: 'failed', message: `RuntimeError: ${BROKEN_MESSAGE}` }] },
  });

  it('names the tests that call it, also where they failed before', () => {
    expect(reachOf(RED, broken, null, TOKEN)).toEqual({ isNoticed: true, callers: ['b'], failingWhenWrong: [] });
    expect(reachOf(RED, run({ a: 'passed', b: 'failed' }), null, TOKEN)).toEqual({ isNoticed: false, callers: [], failingWhenWrong: [] });
    expect(reachOf(RED, run({ a: 'failed', b: 'failed' }), null, TOKEN)).toEqual({ isNoticed: true, callers: [], failingWhenWrong: [] });
  });

  it('leaves out tests that differ from run to run', () => {
    const flaky = baselineOf(run({ a: 'passed', b: 'passed' }), run({ a: 'passed', b: 'failed' }), TOKEN);
    expect(reachOf(flaky, broken, null, TOKEN).callers).toEqual([]);
  });

  it('holds the candidate to those tests', () => {
    const reach = reachOf(RED, broken, null, TOKEN);
    expect(failingCallers(reach, run({ a: 'passed', b: 'passed' }), TOKEN)).toEqual([]);
    expect(failingCallers(reach, run({ a: 'passed', b: 'skipped' }), TOKEN)).toHaveLength(1);
    const unmet = failingCallers(reach, run({ a: 'passed', b: 'failed' }), TOKEN);
    expect(unmetReason(unmet, 'grow')).toBe('1 test of grow does not pass, as before: b (boom)');
  });
});
