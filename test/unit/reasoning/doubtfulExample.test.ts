import { describe, expect, it } from 'vitest';
import type { JudgedCandidate } from '../../../src/reasoning';
import { doubtfulExample } from '../../../src/reasoning/doubtfulExample';
import type { ExampleStatus } from '../../../src/verification/types';
import { judged } from '../../support/judged';
import { pythonTask } from '../../support/tasks';

const TASK = pythonTask(2);

/** @param actual what each gives for the second example */
function answers(actual: readonly (string | null)[], examples: readonly ExampleStatus[] = ['passed', 'failed']): JudgedCandidate[] {
  return actual.map((given, index) => {
    const each = judged(`c${index + 1}`, { status: 'failed', examples });
    return { ...each, verdict: each.verdict && { ...each.verdict, results: each.verdict.results.map((result) => (result.status === 'passed' ? result : { ...result, actual: given })) } };
  });
}

describe('an example that may be wrong', () => {
  it('is asked about where all answers pass the others and agree on it', () => {
    expect(doubtfulExample(TASK, answers(['0', '0', '0']))).toBe(`All 3 pass every example but ${TASK.examples[1]?.label}, where each gives 0: is that example right?`);
  });

  it.each([
    ['they give different values', answers(['0', '1', '0'])],
    ['there are only two', answers(['0', '0'])],
    ['nothing came back', answers([null, null, null])],
    ['no example passes', answers(['0', '0', '0'], ['failed', 'failed'])],
    ['one was too slow', answers(['0', '0', '0'], ['passed', 'timed-out'])],
    ['one passes', [...answers(['0', '0', '0']), judged('c4', { status: 'passed', examples: ['passed', 'passed'] })]],
    ['one fails another', [...answers(['0', '0', '0']), judged('c4', { status: 'failed', examples: ['failed', 'passed'] })]],
    ['there is no answer', []],
  ])('is not where %s', (_, candidates) => {
    expect(doubtfulExample(TASK, candidates)).toBeNull();
  });

  it('is not the only one', () => {
    expect(doubtfulExample(pythonTask(1), answers(['0', '0', '0'], ['failed']))).toBeNull();
  });
});
