import { knownSizeRatio, nextPassProbability, secondsOfCall, secondsOfLoad, type CallShape, type SolveRate } from '../../budget';
import type { Offer } from './choice';
import { passOdds, type Outcomes } from './odds';
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
  /** What that was reckoned from, each outcome by what it says of this model. */
  readonly seen: Outcomes;
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
  const [chosen] = modelOffers(state, best, count);
  return chosen === undefined || chosen.index === 0 ? null : chosen;
}

/** What was compared, as far as the run compares models at all; the best first. */
export function comparedModels(state: RunState, best: Offer | undefined, count: number): readonly ModelOffer[] {
  return canSayWhatFails(state) ? modelOffers(state, best, count) : [];
}

/** Where nothing says that an answer is wrong, nothing says that a larger model is needed; unless the first one cannot go on. */
export function canSayWhatFails({ hasExamples, hasOwnTests, models }: RunState): boolean {
  return hasExamples || hasOwnTests || models[0]?.isUsable === false;
}

function modelOffers(state: RunState, best: Offer | undefined, count: number): readonly ModelOffer[] {
  const [first] = state.models;
  if (first === undefined) {
    return [];
  }
  const further = nextModels(state)
    .map((index) => offerOf(state, index))
    .filter(({ seconds }) => seconds <= state.remainingSeconds);
  const own = best !== undefined && first.isUsable ? [firstOffer(state, first, best, count)] : [];
  return [...own, ...further].sort((a, b) => secondsOfPass(a, state.solveRate) - secondsOfPass(b, state.solveRate));
}

/** Those that were asked, and the next one. */
function nextModels({ models }: RunState): readonly number[] {
  const usable = models.flatMap(({ isUsable }, index) => (index > 0 && isUsable ? [index] : []));
  const next = usable.find((index) => models[index]?.drawn === 0);
  return usable.filter((index) => index === next || (models[index]?.drawn ?? 0) > 0);
}

/** c / p of a whole call: what a pass costs. */
function secondsOfPass(offer: ModelOffer, solveRate: SolveRate): number {
  return offer.seconds / anyPasses(offer, solveRate);
}

/** Probability that any sample of the call passes: each failure makes the next one less likely (Beta-Bernoulli). */
export function anyPasses({ passProbability, samples, seen: { passes } }: ModelOffer, solveRate: SolveRate): number {
  // As many failures as would give that probability.
  const failures = Math.max(0, (solveRate.alpha + passes) / passProbability - solveRate.alpha - solveRate.beta - passes);
  let missed = 1 - passProbability;
  for (let more = 1; more < samples; more += 1) {
    missed *= 1 - nextPassProbability(solveRate, failures + more, passes);
  }
  return 1 - missed;
}

function firstOffer(state: RunState, { profile }: ModelState, { strategy }: Offer, samples: number): ModelOffer {
  const { passRatio, promptRatio, tokenRatio } = strategyMeasure(strategy, state.strategyMeasures);
  // The plain prompt is in the cache of the model; what a strategy reads beside it is not.
  const freshTokens = Math.max(0, promptRatio - 1) * state.promptTokens;
  const call = { samples, promptTokens: state.promptTokens, freshTokens, answerTokens: tokenRatio * state.answerTokens };
  const seen = seenOf(state.models, 0);
  return { index: 0, samples, passProbability: passOdds(state.solveRate, seen, passRatio), seen, seconds: secondsOfCall(profile, profile, call) };
}

function offerOf(state: RunState, index: number): ModelOffer {
  const [first, { profile, isLoaded, drawn }] = [state.models[0] as ModelState, state.models[index] as ModelState];
  const samples = drawn === 0 ? 1 : Math.min(batchSizeAt(drawn), state.remainingSamples);
  const call: CallShape = { samples, promptTokens: state.promptTokens, freshTokens: drawn === 0 ? state.promptTokens : 0, answerTokens: state.answerTokens };
  return {
    index, samples,
    ...oddsOf(state, index),
    seconds: secondsOfCall(profile, first.profile, call) + (isLoaded ? 0 : secondsOfLoad(profile)),
  };
}

/** What was judged, by what it says of one model: failures of the models before it count little, those of the models after it as its own. With passes it is the other way round. */
function seenOf(models: RunState['models'], index: number): Outcomes {
  const { earlierFailureWeight } = FURTHER_MODEL_MEASURES;
  return models.reduce<Outcomes>((sum, { judged }, at) => ({
    passes: sum.passes + judged.passes * (at > index ? earlierFailureWeight : 1),
    failures: sum.failures + judged.failures * (at < index ? earlierFailureWeight : 1),
  }), { passes: 0, failures: 0 });
}

function oddsOf({ models, solveRate }: RunState, index: number): Pick<ModelOffer, 'passProbability' | 'seen'> {
  const { passGainPerDoubling, passRatioUnknown } = FURTHER_MODEL_MEASURES;
  const seen = seenOf(models, index);
  const ratio = knownSizeRatio((models[index] as ModelState).profile, (models[0] as ModelState).profile);
  const passRatio = ratio === null ? passRatioUnknown : (1 + passGainPerDoubling) ** Math.log2(ratio);
  return { passProbability: passOdds(solveRate, seen, passRatio), seen };
}
