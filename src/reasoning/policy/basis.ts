import type { ComparedOffer, DecisionBasis } from '../events';
import { anyPasses, comparedModels, type ModelOffer } from './cascade';
import { costOfPass, offers } from './choice';
import { batchSizeAt } from './sampling';
import type { PolicyDecision, RunState, StoppingRule } from './types';

/** The numbers that a decision was made from: what was judged always, anything else where the rule looks at it. */
export function basisOf(rule: StoppingRule, state: RunState, { passProbability, action, stopReason }: PolicyDecision): DecisionBasis {
  const { agreeing, runnerUp, solveRate } = state;
  const isChoice = state.samplesDrawn > 0 && (action === 'sample' || stopReason === 'no-strategy');
  return {
    judged: state.judged,
    ...(passProbability === null ? {} : { solveRate }),
    ...(isChoice ? compared(state) : {}),
    ...(looksAtGroups(rule, state) ? { groups: { largest: agreeing, second: runnerUp } } : {}),
  };
}

function compared(state: RunState): Pick<DecisionBasis, 'strategies' | 'models'> {
  const count = Math.min(batchSizeAt(state.samplesDrawn), state.remainingSamples);
  const strategies = offers(state, count);
  const models = comparedModels(state, strategies[0], count);
  return {
    strategies: strategies.map((offer) => ({ name: offer.strategy, passProbability: offer.passProbability, cost: offer.tokens, costOfPass: finite(costOfPass(offer)) })),
    ...(models.length === 0 ? {} : { models: models.map((offer) => modelOffer(state, offer)) }),
  };
}

function modelOffer({ models, solveRate }: RunState, offer: ModelOffer): ComparedOffer {
  const { passProbability, seconds } = offer;
  return { name: models[offer.index]?.profile.id ?? '', passProbability, cost: seconds, costOfPass: finite(seconds / anyPasses(offer, solveRate)) };
}

/** What never passes costs no number, and JSON has none for it. */
function finite(cost: number): number | null {
  return Number.isFinite(cost) ? cost : null;
}

function isBegun({ samplesDrawn, isAskedForMore }: RunState): boolean {
  return samplesDrawn > 0 && !isAskedForMore;
}

function looksAtGroups(rule: StoppingRule, state: RunState): boolean {
  const { hasExamples, hasOwnTests, canCompare, passing } = state;
  const isSecondOpinion = passing > 0 && rule === 'two-agree';
  return isBegun(state) && (hasExamples ? isSecondOpinion : canCompare && !hasOwnTests);
}
