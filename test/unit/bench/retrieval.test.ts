import { describe, expect, it } from 'vitest';
import { parseRetrievalOptions } from '../../bench/retrieval/options';
import { retrievalText, type Arm } from '../../bench/retrieval/report';
import { PROJECT } from '../../bench/retrieval/project';
import { TASKS } from '../../bench/retrieval/tasks';

const arm = (greedy: boolean, passed: number, promptTokens: number): Arm => ({ greedy, passed, promptTokens, codes: [] });

describe('the retrieval benchmark', () => {
  it('counts what is solved by the likeliest answer, by samples and by any of them', () => {
    const same = arm(true, 2, 80);
    const lines = retrievalText([
      { functionName: 'a', needsProject: true, guessedTokens: 100, without: arm(false, 0, 100), with: arm(true, 3, 200) },
      { functionName: 'b', needsProject: true, guessedTokens: 90, without: arm(false, 1, 120), with: arm(false, 0, 220) },
      { functionName: 'c', needsProject: false, guessedTokens: null, without: same, with: same },
    ], 3).split('\n').map((line) => line.split(/\s{2,}/));
    expect(lines.slice(2)).toEqual([
      ['that need it, without', '0 of 2', '1 of 6', '1 of 2', '110'],
      ['that need it, with', '1 of 2', '3 of 6', '1 of 2', '210'],
      ['others, without', '1 of 1', '2 of 3', '1 of 1', '80'],
      ['others, with (shown for 0)', '1 of 1', '2 of 3', '1 of 1', '80'],
    ]);
  });

  it('hides its checks and solutions from the model', () => {
    for (const { text, checks, solution } of TASKS) {
      expect([...Object.values(PROJECT), text].join('\n')).not.toContain(solution);
      expect(checks.every(([call]) => !text.includes(call))).toBe(true);
    }
  });

  it('refuses options that it does not know', () => {
    expect(() => parseRetrievalOptions(['--task', 'x'])).toThrow(expect.objectContaining({ code: 'invalid-input' }) as Error);
    expect(parseRetrievalOptions(['--samples', '5'])).toMatchObject({ samples: 5, model: 'qwen2.5-coder-0.5b' });
  });
});
