import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/base/random';
import { firstDifference, sameValue } from '../../../../src/evaluation/scoring/compare';
import { markdownOf, resultOf } from '../../../bench/verification/falsePasses/report';
import type { JudgedMutant } from '../../../bench/verification/falsePasses/run';
import { bootstrap, byFirstExamples, groupResult, isEquivalent, isWrong, passes } from '../../../bench/verification/falsePasses/statistics';

function mutant(problem: string, given: Partial<JudgedMutant>): JudgedMutant {
  return { problem, operator: 'constant off', examples: 4, verdict: 'failed', passedFirst: 0, differsOn: null, ...given };
}

const MUTANTS: readonly JudgedMutant[] = [
  mutant('a', {}),
  mutant('a', { passedFirst: 2 }),
  mutant('a', { verdict: 'passed', passedFirst: 4, differsOn: 'plus' }),
  mutant('b', { verdict: 'passed', passedFirst: 4, differsOn: 'none' }),
  mutant('b', { verdict: 'timed-out', passedFirst: 1 }),
  mutant('c', { examples: 2, verdict: 'passed', passedFirst: 2, differsOn: 'base' }),
];

describe('figures of mutants', () => {
  it('count what passes, what is wrong all the same, and what is no mistake at all', () => {
    expect(groupResult('all', MUTANTS, seededRandom(1))).toMatchObject({
      problems: 3, mutants: 6, passing: 3, equivalent: 1, wrongOnBase: 1, wrongOnPlusOnly: 1,
      passGivenWrong: { of: 5, count: 2, share: 0.4 }, rightGivenPass: { of: 3, count: 1 },
    });
  });

  it('have intervals around the share, the same for the same seed', () => {
    const share = bootstrap(MUTANTS, isWrong, passes, seededRandom(7));
    expect(share?.low).toBeLessThanOrEqual(0.4);
    expect(share?.high).toBeGreaterThanOrEqual(0.4);
    expect(bootstrap(MUTANTS, isWrong, passes, seededRandom(7))).toEqual(share);
  });

  it('say nothing of nothing', () => {
    expect(bootstrap(MUTANTS, () => false, isEquivalent, seededRandom(1))).toBeNull();
  });

  it('follow the same mutants from one example to the next', () => {
    const rows = byFirstExamples(MUTANTS, seededRandom(1));
    expect(rows.map(({ passGivenWrong }) => [passGivenWrong?.count, passGivenWrong?.of])).toEqual([[3, 4], [2, 4], [1, 4], [1, 4]]);
  });

  it('go into tables', () => {
    const text = markdownOf(resultOf(MUTANTS, 1));
    expect(text).toContain('| all | 3 | 6 | 3 | 1 | 1 | 1 | 0.400 (');
    expect(text).toContain('| 2 | 1 | 1 | 1 | 0 | 1 | 0 |');
  });
});

describe('comparing with the solution', () => {
  it('allows floats what the data set allows, also inside of lists', () => {
    expect(sameValue(['float', '1.0'], ['float', '1.00005'], 1e-4)).toBe(true);
    expect(sameValue(['float', '1.0'], ['float', '1.0005'], 1e-4)).toBe(false);
    expect(sameValue(['list', [['float', '1.0']]], ['list', [['float', '1.00005']]], 1e-4)).toBe(true);
    expect(sameValue(['list', [['float', '1.0']]], ['list', []], 1e-4)).toBe(false);
  });

  it('passes over inputs on which the solution says nothing, and takes no answer for a difference', () => {
    expect(firstDifference([null, { type: 'value', value: ['int', '1'] }], [null, { type: 'value', value: ['int', '1'] }], 0)).toBe(-1);
    expect(firstDifference([null, { type: 'value', value: ['int', '1'] }], [{ type: 'value', value: ['int', '9'] }, null], 0)).toBe(1);
    expect(firstDifference([{ type: 'value', value: ['int', '1'] }], [{ type: 'raised', exception: 'ValueError' }], 0)).toBe(0);
  });
});
