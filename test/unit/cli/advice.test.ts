import { describe, expect, it } from 'vitest';
import { LEVEL_BUDGETS, type Spent } from '../../../src/budget';
import { budgetAdvice } from '../../../src/cli/render/advice';

const SPENT: Spent = {
  promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0, forfeitedTokens: 0, samples: 0, seconds: 0, energy: { joules: 1, source: 'modelled' }, dollars: 0,
};

describe('what to try next', () => {
  it.each([
    ['abstained', 'budget-seconds', LEVEL_BUDGETS.instant, 'try --budget quick, or --max-seconds 40'],
    ['unverified', 'budget-seconds', { ...LEVEL_BUDGETS.quick, maxSeconds: 7.5 }, 'try --max-seconds 15'],
    ['unverified', 'budget-samples', LEVEL_BUDGETS.balanced, 'try --budget thorough, or --max-samples 32'],
    ['unverified', 'budget-samples', LEVEL_BUDGETS.thorough, 'try --max-samples 64'],
    ['unverified', 'budget-samples', { ...LEVEL_BUDGETS.balanced, maxSamples: LEVEL_BUDGETS.quick.maxSamples }, 'try --max-samples 8'],
    ['abstained', 'budget-tokens', { ...LEVEL_BUDGETS.quick, maxTokens: 5 }, 'try --max-tokens 1500'],
    ['abstained', 'budget-dollars', { ...LEVEL_BUDGETS.quick, maxDollars: 0.0025 }, 'try --max-dollars 0.005'],
    ['unverified', 'budget-joules', { ...LEVEL_BUDGETS.quick, maxJoules: 12.5 }, 'try --max-joules 25'],
    ['verified', 'budget-tokens', LEVEL_BUDGETS.quick, null],
    ['unverified', 'no-examples', LEVEL_BUDGETS.quick, null],
  ] as const)('%s, %s', (status, stopReason, budget, advice) => {
    expect(budgetAdvice({ status, stopReason, budget, spent: SPENT })).toBe(advice);
  });

  it('is not more of what nobody can count', () => {
    const unknown: Spent = { ...SPENT, dollars: null, energy: { joules: null, source: 'unknown' } };
    const budget = { ...LEVEL_BUDGETS.quick, maxDollars: 1, maxJoules: 1 };
    for (const stopReason of ['budget-dollars', 'budget-joules'] as const) {
      expect(budgetAdvice({ status: 'abstained', stopReason, budget, spent: unknown })).toBeNull();
    }
  });
});
