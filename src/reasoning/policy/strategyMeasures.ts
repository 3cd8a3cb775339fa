import type { ModelMeasures, StrategyMeasure } from '../../measures';
import type { StrategyId } from '../strategies/ids';

/** Guesses, for strategies that were not measured alone; none but `best-of-n` is used unless it is named. */
const GUESSES: Readonly<Record<StrategyId, StrategyMeasure>> = {
  direct: { passRatio: 1, tokenRatio: 1, promptRatio: 1 },
  'best-of-n': { passRatio: 1, tokenRatio: 1, promptRatio: 1 },
  'chain-of-thought': { passRatio: 1, tokenRatio: 1.8, promptRatio: 1.1 },
  plan: { passRatio: 1, tokenRatio: 2, promptRatio: 2 },
  revision: { passRatio: 0.8, tokenRatio: 1, promptRatio: 1.5 },
  // Each plan is a prompt of its own, and each step after three.
  'tree-search': { passRatio: 1, tokenRatio: 1.3, promptRatio: 5 },
  'tree-search-uct': { passRatio: 1, tokenRatio: 1.3, promptRatio: 5 },
  cascade: { passRatio: 1, tokenRatio: 1, promptRatio: 1 },
};

export function strategyMeasure(strategy: StrategyId, measured: ModelMeasures['strategies']): StrategyMeasure {
  return measured[strategy] ?? GUESSES[strategy];
}

/** What further models are like, compared with the first one of a run. Guesses, too, until runs with several models were measured. */
export const FURTHER_MODEL_MEASURES = {
  /**
   * What each doubling of the weights adds to the probability to pass, as a share of it. Qwen2.5-Coder's published HumanEval
   * scores rise by 9% and 19% of themselves for a doubling (2409.12186, the instruction models of 0.5B, 1.5B and 3B).
   */
  passGainPerDoubling: 0.12,
  /** The probability to pass beside that of the first model, where sizes are not known, as with servers. */
  passRatioUnknown: 1.3,
  /** What a failure of an earlier, smaller model counts of one's own: it says that the task is hard, and little of what a larger model can. So does a pass of a later one of what a smaller model can. */
  earlierFailureWeight: 0.05,
} as const;
