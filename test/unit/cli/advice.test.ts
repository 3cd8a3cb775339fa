import { describe, expect, it } from 'vitest';
import { LEVEL_BUDGETS } from '../../../src/budget';
import { budgetAdvice } from '../../../src/cli/render/advice';

describe('what to try next', () => {
  it.each([
    ['abstained', 'budget-seconds', LEVEL_BUDGETS.instant, 'try --budget quick, or --max-seconds 40'],
    ['unverified', 'budget-seconds', { ...LEVEL_BUDGETS.quick, maxSeconds: 7.5 }, 'try --max-seconds 15'],
    ['unverified', 'budget-samples', LEVEL_BUDGETS.balanced, 'try --budget thorough, or --max-samples 32'],
    ['unverified', 'budget-samples', LEVEL_BUDGETS.thorough, 'try --max-samples 64'],
    ['abstained', 'budget-tokens', { ...LEVEL_BUDGETS.quick, maxTokens: 5 }, 'try --max-tokens 1500'],
    ['verified', 'budget-tokens', LEVEL_BUDGETS.quick, null],
    ['unverified', 'no-examples', LEVEL_BUDGETS.quick, null],
  ] as const)('%s, %s', (status, stopReason, budget, advice) => {
    expect(budgetAdvice({ status, stopReason, budget })).toBe(advice);
  });
});
