import type { BudgetLevel, ComputeBudget } from './types';

/**
 * What each position of the slider allows. Sizes follow the replay of stored samples behind the
 * escalation ladder: one answer, a first batch, sixteen samples (where best-of-N with examples
 * levels off for small models), and twice that. Tokens leave room for a prompt of about 500 and
 * answers of about 250 tokens; seconds are for a two-core machine without AMX.
 */
export const LEVEL_BUDGETS: Readonly<Record<BudgetLevel, Required<Pick<ComputeBudget, 'maxTokens' | 'maxSeconds' | 'maxSamples'>>>> = {
  instant: { maxTokens: 1_500, maxSeconds: 20, maxSamples: 1 },
  quick: { maxTokens: 3_000, maxSeconds: 30, maxSamples: 4 },
  balanced: { maxTokens: 8_000, maxSeconds: 60, maxSamples: 16 },
  thorough: { maxTokens: 20_000, maxSeconds: 180, maxSamples: 32 },
};

/** The level's limits with a person's own limits in their place, one by one. */
export function budgetForLevel(level: BudgetLevel, limits: ComputeBudget = {}): ComputeBudget {
  return { ...LEVEL_BUDGETS[level], ...limits };
}
