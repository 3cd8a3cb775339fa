import { LEVEL_BUDGETS } from '../../app';
import type { ComputeBudget } from '../../budget/types';
import type { ReasoningResult, StopReason } from '../../reasoning/events';
import { BUDGET_LEVEL_NAMES } from '../choices';

/** What is offered where a limit of one's own was too small: twice as much tells soon whether more helps. */
const MORE = 2;
/** A prompt and one answer of usual length fit into this; nobody wants to be sent from 5 tokens to 10. */
const FEWEST_TOKENS = LEVEL_BUDGETS.instant.maxTokens;

type LevelLimit = keyof (typeof LEVEL_BUDGETS)['quick'];
type Limit = LevelLimit | 'maxDollars' | 'maxJoules';
const LIMITS: Readonly<Partial<Record<StopReason, { readonly limit: Limit; readonly flag: string }>>> = {
  'budget-tokens': { limit: 'maxTokens', flag: '--max-tokens' },
  'budget-seconds': { limit: 'maxSeconds', flag: '--max-seconds' },
  'budget-samples': { limit: 'maxSamples', flag: '--max-samples' },
  'budget-dollars': { limit: 'maxDollars', flag: '--max-dollars' },
  'budget-joules': { limit: 'maxJoules', flag: '--max-joules' },
};

/** What to try when a budget ended the run before the answer was verified; null where no limit did. */
export function budgetAdvice({ status, stopReason, budget, spent }: Pick<ReasoningResult, 'status' | 'stopReason' | 'budget' | 'spent'>): string | null {
  const ended = LIMITS[stopReason];
  if (isUnknown(stopReason, spent)) {
    return null; // More of what nobody can count helps nobody.
  }
  const value = ended === undefined ? undefined : budget[ended.limit];
  if (status === 'verified' || ended === undefined || value === undefined) {
    return null;
  }
  const level = nextLevel(budget, ended.limit);
  const more = ended.limit === 'maxDollars' ? value * MORE : Math.ceil(Math.max(value * MORE, ended.limit === 'maxTokens' ? FEWEST_TOKENS : 0));
  return `try ${level === null ? '' : `--budget ${level}, or `}${ended.flag} ${more}`;
}

function isUnknown(stopReason: StopReason, { dollars, energy }: ReasoningResult['spent']): boolean {
  return (stopReason === 'budget-dollars' && dollars === null) || (stopReason === 'budget-joules' && energy.joules === null);
}

/** The level after the one that the limit is of; null when it is a person's own, which a level would not change, or the last one's. A limit of one's own may be that of another level by chance: then no other limit is. */
function nextLevel(budget: ComputeBudget, limit: Limit): string | null {
  if (limit === 'maxDollars' || limit === 'maxJoules') {
    return null;
  }
  const others = (['maxTokens', 'maxSeconds', 'maxSamples'] as const).filter((each) => each !== limit);
  const at = BUDGET_LEVEL_NAMES.findIndex((level) => LEVEL_BUDGETS[level][limit] === budget[limit] && others.some((each) => LEVEL_BUDGETS[level][each] === budget[each]));
  return at < 0 ? null : BUDGET_LEVEL_NAMES[at + 1] ?? null;
}
