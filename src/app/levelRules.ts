import type { BudgetLevel } from '../budget';
import type { StoppingRule } from '../reasoning';

/** The slider's lower half stops at the first pass; above, an answer needs a second opinion: where it is not likely right by itself, and then always. */
export const LEVEL_RULES: Readonly<Record<BudgetLevel, StoppingRule>> = {
  instant: 'first-pass',
  quick: 'first-pass',
  balanced: 'likely-right',
  thorough: 'two-agree',
};
