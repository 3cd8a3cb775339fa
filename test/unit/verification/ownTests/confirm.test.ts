import { describe, expect, it } from 'vitest';
import { confirmControls, confirmWrong } from '../../../../src/verification/ownTests/confirm';
import type { TestRun, TestStatus } from '../../../../src/verification/ownTests/types';

const TOKEN = 'kx';

function run(tests: Readonly<Record<string, TestStatus>> | null): TestRun {
  return {
    exitCode: 1, stopped: null, tail: '', tampered: [], touched: [], seconds: 1,
    report: tests === null ? { tests: null, reason: 'there is no report' } : { tests: Object.entries(tests).map(([id, status]) => ({ id, status, message: null })) },
  };
}

describe('a run beside tests that have to fail', () => {
  const known = { controls: ['kx one', 'kx two'], idle: ['kx idle'] };

  it('shows as much as fails', () => {
    expect(confirmControls(known, run({ a: 'passed', 'kx one': 'failed', 'kx two': 'failed', 'kx idle': 'passed' }), TOKEN)).toEqual({ shown: 2 });
    expect(confirmControls({ controls: [], idle: [] }, run({ a: 'passed' }), TOKEN)).toEqual({ shown: 0 });
  });

  it.each<[string, Record<string, TestStatus>]>([
    ['passes', { 'kx one': 'failed', 'kx two': 'passed' }], ['is gone', { 'kx one': 'failed' }], ['nobody knew of passes', { 'kx one': 'failed', 'kx two': 'failed', 'kx three': 'passed' }],
  ])('is not believed when one %s', (_what, tests) => {
    expect(confirmControls(known, run(tests), TOKEN)).toMatchObject({ status: 'failed', reason: expect.stringContaining('1 of') as string });
  });
});

describe('a run with wrong results', () => {
  const reach = { isNoticed: true, callers: [], failingWhenWrong: ['a', 'b'] };

  it('shows as much as fails, and passes over what is not in it', () => {
    expect(confirmWrong(reach, [], run({ a: 'failed', b: 'failed', c: 'passed' }), null, TOKEN)).toEqual({ shown: 2 });
    expect(confirmWrong(reach, [], run({ a: 'failed' }), null, TOKEN)).toEqual({ shown: 1 });
  });

  it('is not believed when a test passes that has to fail', () => {
    expect(confirmWrong(reach, [], run({ a: 'failed', b: 'passed' }), null, TOKEN)).toMatchObject({ status: 'failed', reason: expect.stringContaining('1 of 2 tests did not fail when its results were wrong') as string });
  });

  it('says nothing when what the candidate mends comes to the same', () => {
    expect(confirmWrong(reach, ['m', 'n'], run({ a: 'failed', b: 'failed', m: 'passed', n: 'passed' }), null, TOKEN)).toMatchObject({ status: 'inconclusive' });
    expect(confirmWrong(reach, ['m', 'n'], run({ a: 'failed', b: 'failed', m: 'passed', n: 'failed' }), null, TOKEN)).toEqual({ shown: 3 });
  });

  it('says nothing when what the candidate does beside its results decides', () => {
    const wrong = run({ a: 'failed', b: 'failed', m: 'failed', n: 'passed' });
    expect(confirmWrong(reach, ['m', 'n'], wrong, run({ m: 'failed', n: 'failed' }), TOKEN)).toMatchObject({ status: 'inconclusive', reason: expect.stringContaining('1 test') as string });
    expect(confirmWrong(reach, ['m', 'n'], wrong, run({ m: 'failed', n: 'passed' }), TOKEN)).toEqual({ shown: 3 });
  });

  it('says nothing when it does not come to an end', () => {
    expect(confirmWrong(reach, [], run(null), null, TOKEN)).toMatchObject({ status: 'inconclusive' });
  });
});
