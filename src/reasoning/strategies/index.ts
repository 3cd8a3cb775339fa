import { planThenCode } from './plan';
import { revision } from './revision';
import { bestOfN, chainOfThought, direct } from './sampling';
import { treeSearch, treeSearchUct } from './treeSearch';
import type { StrategyId } from './ids';
import type { ReasoningStrategy } from './strategy';

export { STRATEGY_IDS, type StrategyId } from './ids';
export type { ReasoningStrategy, StrategyRun } from './strategy';

/** All ways to spend compute, by name. */
export const STRATEGIES: Readonly<Record<StrategyId, ReasoningStrategy>> = {
  direct,
  'best-of-n': bestOfN,
  'chain-of-thought': chainOfThought,
  plan: planThenCode,
  revision,
  'tree-search': treeSearch,
  'tree-search-uct': treeSearchUct,
};
