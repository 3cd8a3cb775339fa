import { knownSizeRatio, nextPassProbability, secondsOfCall, secondsOfLoad, type CallShape, type SolveRate } from '../../budget';
import type { Offer } from './choice';
import { batchSizeAt } from './sampling';
import { FURTHER_MODEL_MEASURES, strategyMeasure } from './strategyMeasures';
import type { ModelState, RunState } from './types';

/** What one model promises at this point. */
export interface ModelOffer {
  /** Of the model among those of the run; 0 is the first one. */
  readonly index: number;
  readonly samples: number;
  /** Probability that its next sample passes. */
  readonly passProbability: number;
  /** Of the whole call, loading included. */
  readonly seconds: number;
}

/**
 * Whether a further model is the better thing to spend on, by Weitzman's index as among strategies (choice.ts). Tokens of
 * different models do not cost the same, so the currency is seconds, which a person waits and which energy goes with. What
 * is compared are whole calls: a model's first one is a single answer, and a batch of another shares its work.
 *
 * Models are asked in the order that the person gave them: one that nothing was asked of yet is looked at only when
 * those before it were asked or cannot be.
 * @param best the best way to go on with the first model; undefined where there is none
 * @param count samples that it would draw
 * @returns null to go on with the first model, or where nothing can be gone on with
 */
export function furtherModelOffer(state: RunState, best: Offer | undefined, count: number): ModelOffer | null {
  const [first] = state.models;
  if (first === undefined) {
    return null;
  }
  const further = nextModels(state)
    .map((index) => offerOf(state, index))
    .filter(({ seconds }) => seconds <= state.remainingSeconds);
  const own = best !== undefined && first.isUsable ? [firstOffer(state, first, best, count)] : [];
  const [chosen] = [...own, ...further].sort((a, b) => secondsOfPass(a, state.solveRate) - secondsOfPass(b, state.solveRate));
  return chosen === undefined || chosen.index === 0 ? null : chosen;
}

/** Those that were asked, and the next one. */
function nextModels({ models }: RunState): readonly number[] {
  const usable = models.flatMap(({ isUsable }, index) => (index > 0 && isUsable ? [index] : []));
  const next = usable.find((index) => models[index]?.drawn === 0);
  return usable.filter((index) => index === next || (models[index]?.drawn ?? 0) > 0);
}

/** c / p of a whole call: what a pass costs. */
function secondsOfPass({ seconds, passProbability, samples }: ModelOffer, solveRate: SolveRate): number {
  return seconds / anyPasses(passProbability, samples, solveRate);
}

/** Of so many samples, where the first passes with that probability: each failure makes the next one less likely (Beta-Bernoulli). */
function anyPasses(passProbability: number, samples: number, solveRate: SolveRate): number {
  const failures = Math.max(0, solveRate.alpha / passProbability - solveRate.alpha - solveRate.beta);
  let missed = 1 - passProbability;
  for (let more = 1; more < samples; more += 1) {
    missed *= 1 - nextPassProbability(solveRate, failures + more);
  }
  return 1 - missed;
}

function firstOffer(state: RunState, { profile }: ModelState, { strategy, passProbability }: Offer, samples: number): ModelOffer {
  const { promptRatio, tokenRatio } = strategyMeasure(strategy, state.strategyMeasures);
  // The plain prompt is in the cache of the model; what a strategy reads beside it is not.
  const freshTokens = Math.max(0, promptRatio - 1) * state.promptTokens;
  const call = { samples, promptTokens: state.promptTokens, freshTokens, answerTokens: tokenRatio * state.answerTokens };
  return { index: 0, samples, passProbability, seconds: secondsOfCall(profile, profile, call) };
}

function offerOf(state: RunState, index: number): ModelOffer {
  const [first, { profile, isLoaded, drawn }] = [state.models[0] as ModelState, state.models[index] as ModelState];
  const samples = drawn === 0 ? 1 : Math.min(batchSizeAt(drawn), state.remainingSamples);
  const call: CallShape = { samples, promptTokens: state.promptTokens, freshTokens: drawn === 0 ? state.promptTokens : 0, answerTokens: state.answerTokens };
  return {
    index, samples,
    passProbability: passProbabilityOf(state, index),
    seconds: secondsOfCall(profile, first.profile, call) + (isLoaded ? 0 : secondsOfLoad(profile)),
  };
}

/** Failures of the models before it count little, those of the models after it as its own. */
function passProbabilityOf({ models, solveRate }: RunState, index: number): number {
  const { passGainPerDoubling, passRatioUnknown, earlierFailureWeight } = FURTHER_MODEL_MEASURES;
  const failures = models.reduce((sum, { drawn, passing }, at) => sum + (drawn - passing) * (at < index ? earlierFailureWeight : 1), 0);
  const ratio = knownSizeRatio((models[index] as ModelState).profile, (models[0] as ModelState).profile);
  const passRatio = ratio === null ? passRatioUnknown : Math.max(0, 1 + passGainPerDoubling * Math.log2(ratio));
  return Math.min(1, passRatio * nextPassProbability(solveRate, failures));
}
