import type { StrategyId } from '../strategies/ids';

/** What a strategy's samples are like, compared with further samples over the plain prompt after the same failures. */
export interface StrategyMeasure {
  /** Of the probability to pass. */
  readonly passRatio: number;
  /** Of the generated tokens. */
  readonly tokenRatio: number;
  /** Of the prompt's tokens. */
  readonly promptRatio: number;
}

/** Guesses until `reckon bench code` has measured each strategy alone; none but `best-of-n` is used unless it is named. */
export const STRATEGY_MEASURES: Readonly<Record<StrategyId, StrategyMeasure>> = {
  direct: { passRatio: 1, tokenRatio: 1, promptRatio: 1 },
  'best-of-n': { passRatio: 1, tokenRatio: 1, promptRatio: 1 },
  'chain-of-thought': { passRatio: 1, tokenRatio: 1.8, promptRatio: 1.1 },
  plan: { passRatio: 1, tokenRatio: 2, promptRatio: 2 },
  revision: { passRatio: 0.8, tokenRatio: 1, promptRatio: 1.5 },
  // Each plan is a prompt of its own, and each step after three.
  'tree-search': { passRatio: 1, tokenRatio: 1.3, promptRatio: 5 },
  'tree-search-uct': { passRatio: 1, tokenRatio: 1.3, promptRatio: 5 },
};
