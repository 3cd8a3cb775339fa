import type { BudgetLevel } from '../budget/types';
import type { Language } from '../verification/types';
import type { MinimumIsolation } from '../verification/verifier';

/** The types make these lists complete: a level or language that is added and not listed does not compile. */
const LEVELS: Readonly<Record<BudgetLevel, true>> = { instant: true, quick: true, balanced: true, thorough: true };
const MINIMUM_ISOLATION: Readonly<Record<MinimumIsolation, true>> = { contained: true, isolated: true };
const LANGUAGES: Readonly<Record<Language, true>> = { python: true, typescript: true, javascript: true };

export const BUDGET_LEVEL_NAMES = Object.keys(LEVELS) as BudgetLevel[];
export const LANGUAGE_NAMES = Object.keys(LANGUAGES) as Language[];
export const MINIMUM_ISOLATION_NAMES = Object.keys(MINIMUM_ISOLATION) as MinimumIsolation[];
