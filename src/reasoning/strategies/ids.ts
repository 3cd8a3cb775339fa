/** Ways to spend compute on a task. */
export const STRATEGY_IDS = ['direct', 'best-of-n', 'chain-of-thought', 'plan', 'revision', 'tree-search', 'tree-search-uct'] as const;
export type StrategyId = (typeof STRATEGY_IDS)[number];
