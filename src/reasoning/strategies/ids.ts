/** Ways to draw candidates for a task. */
export const STRATEGY_IDS = ['direct', 'best-of-n', 'chain-of-thought', 'plan', 'revision', 'tree-search', 'tree-search-uct', 'cascade'] as const;
export type StrategyId = (typeof STRATEGY_IDS)[number];

/** Ways to choose among candidates that were drawn: they draw none, and stand beside any of those that do. */
export const SELECTOR_IDS = ['codet', 'discriminate'] as const;
export type SelectorId = (typeof SELECTOR_IDS)[number];

/** All that a run may be told to use. */
export const STRATEGY_NAMES = [...STRATEGY_IDS, ...SELECTOR_IDS] as const;
export type StrategyName = StrategyId | SelectorId;

export function isSelectorId(name: StrategyName): name is SelectorId {
  return (SELECTOR_IDS as readonly string[]).includes(name);
}

export function isStrategyName(name: string): name is StrategyName {
  return (STRATEGY_NAMES as readonly string[]).includes(name);
}
