import type { BudgetLevel } from '../budget';
import type { StoppingRule } from '../reasoning';

/** The slider's lower half stops at the first pass; above, an answer needs a second one that behaves alike, which solves more (docs/evaluation.md). */
export const LEVEL_RULES: Readonly<Record<BudgetLevel, StoppingRule>> = {
  instant: 'first-pass',
  quick: 'first-pass',
  balanced: 'two-agree',
  thorough: 'two-agree',
};
