import { cascade } from './cascade';
import { planThenCode } from './plan';
import { revision } from './revision';
import { bestOfN, chainOfThought, direct } from './sampling';
import { treeSearch, treeSearchUct } from './treeSearch';
import type { StrategyId } from './ids';
import type { ReasoningStrategy } from './strategy';

export { isSelectorId, isStrategyName, SELECTOR_IDS, STRATEGY_IDS, STRATEGY_NAMES, type SelectorId, type StrategyId, type StrategyName } from './ids';
export type { Selector } from './selector';
export { SELECTORS } from './selectors';
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
  cascade,
};
