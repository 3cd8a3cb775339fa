import type { StrategyId } from '../strategies/ids';
import { passOdds, withOthers } from './odds';
import { strategyMeasure } from './strategyMeasures';
import type { RunState } from './types';

/** What is looked at of a run. */
export type OfferState = Pick<RunState, 'strategies' | 'strategyMeasures' | 'judged' | 'solveRate' | 'promptTokens' | 'answerTokens'>;

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
    .sort((a, b) => costOfPass(a) - costOfPass(b));
}

/** c / p: tokens that a pass is expected to cost. */
export function costOfPass({ tokens, passProbability }: Offer): number {
  return tokens / passProbability;
}

function offerOf(strategy: StrategyId, state: OfferState, batch: number): Offer {
  const { passRatio, tokenRatio, promptRatio } = strategyMeasure(strategy, state.strategyMeasures);
  const own = state.strategies.get(strategy) ?? { passes: 0, failures: 0 };
  return {
    strategy,
    passProbability: passOdds(state.solveRate, withOthers(own, state.judged, OTHERS_WEIGHT), passRatio),
    tokens: (promptRatio * state.promptTokens) / batch + tokenRatio * state.answerTokens,
  };
}

/** What a judged sample of another strategy counts of one's own: it says less about a way to ask. */
const OTHERS_WEIGHT = 0.8;
