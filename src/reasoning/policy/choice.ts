import { nextPassProbability } from '../../budget';
import type { StrategyId } from '../strategies/ids';
import { strategyMeasure } from './strategyMeasures';
import type { RunState } from './types';

/** What is looked at of a run. */
export type OfferState = Pick<RunState, 'strategies' | 'strategyMeasures' | 'samplesDrawn' | 'passing' | 'solveRate' | 'promptTokens' | 'answerTokens'>;

/** What one strategy promises at this point. */
export interface Offer {
  readonly strategy: StrategyId;
  /** Probability that its next sample passes. */
  readonly passProbability: number;
  /** Tokens that its next sample is likely to take, its share of the prompt included. */
  readonly tokens: number;
}

/**
 * Weitzman's index of each strategy ("Optimal search for the best alternative", Econometrica 47, 1979): with a right
 * answer worth V, sampling costs c and passes with probability p, its index is V - c / p, and the best thing to do is
 * what has the highest. V is the same for all, so the order is that of c / p, the tokens that a pass costs.
 * @returns offers of all strategies that can act, the best first.
 */
export function offers(state: OfferState, batch: number): readonly Offer[] {
  return [...state.strategies.keys()]
    .map((strategy) => offerOf(strategy, state, batch))
    .sort((a, b) => a.tokens / a.passProbability - b.tokens / b.passProbability);
}

function offerOf(strategy: StrategyId, state: OfferState, batch: number): Offer {
  const { passRatio, tokenRatio, promptRatio } = strategyMeasure(strategy, state.strategyMeasures);
  const drawn = state.strategies.get(strategy) ?? 0;
  const failures = state.samplesDrawn - state.passing;
  // Failures of others say less about a way to ask than its own do.
  const seen = drawn + (failures - drawn) * OTHERS_WEIGHT;
  return {
    strategy,
    passProbability: Math.min(1, passRatio * nextPassProbability(state.solveRate, Math.max(0, seen))),
    tokens: (promptRatio * state.promptTokens) / batch + tokenRatio * state.answerTokens,
  };
}

/** What a failure by another strategy counts of one's own. */
const OTHERS_WEIGHT = 0.8;
