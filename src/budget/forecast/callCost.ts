import { MODELLED_WATTS_PER_CORE } from '../energy';
import { secondsOfCall, secondsOfLoad, type ModelProfile } from '../modelCost';
import { decodeRate, prefillRate, type MeasuredRates } from '../rates';
import type { CostQuantile } from '../types';
import { PLAIN } from './followUp';
import type { SimulatedCall } from './simulate';

/** What the cost of calls comes from. */
export interface CallPrices {
  readonly promptTokens: number;
  readonly examples: number;
  /** Null: nothing measured yet on this machine; a prior stands in. */
  readonly rates: MeasuredRates | null;
  readonly busyCores: number;
  readonly location: 'local' | 'remote';
  /** The models of the run, the first one first; empty where it has one. */
  readonly models: readonly ModelProfile[];
}

/** One check of one candidate with a warm sandbox, and the confirmation of the answer in a fresh one, in seconds. */
const VERIFY_SECONDS = { perSample: 0.1, confirm: 1.5 } as const;

/** Until the answer of these calls is to be confirmed. */
export function secondsUntilConfirmed(calls: readonly SimulatedCall[], prices: CallPrices): number {
  const samples = calls.reduce((sum, { lengths }) => sum + lengths.length, 0);
  const drawing = calls.reduce((sum, call, index) => sum + secondsOf(call, isFirstOfItsModel(calls, index), prices), 0);
  return drawing + (prices.examples > 0 ? samples * VERIFY_SECONDS.perSample : 0);
}

/** Of all calls of a run together, its last check included. What a server takes of energy and money is not known, and so neither is the sum. */
export function costOf(calls: readonly SimulatedCall[], prices: CallPrices): CostQuantile {
  const { examples, busyCores } = prices;
  const isLocal = calls.every(({ model }) => sharesPrompt(model, prices));
  const seconds = secondsUntilConfirmed(calls, prices) + (examples > 0 && calls.length > 0 ? VERIFY_SECONDS.confirm : 0);
  return {
    tokens: tokensOf(calls, prices),
    seconds,
    joules: isLocal ? seconds * busyCores * MODELLED_WATTS_PER_CORE : null,
    dollars: isLocal ? 0 : null,
  };
}

/** Prompts that are paid for and what is written. */
export function tokensOf(calls: readonly SimulatedCall[], prices: CallPrices): number {
  const prompts = calls.reduce((sum, { model, lengths, way = PLAIN }) => sum + Math.max(way.promptRatio, sharesPrompt(model, prices) ? 1 : lengths.length), 0);
  return Math.round(prompts * prices.promptTokens) + calls.reduce((sum, { lengths }) => sum + written(lengths), 0);
}

/** A local prompt is read once and counted in every call; a server bills it with every sample. */
export function sharesPrompt(model: number, { location, models }: CallPrices): boolean {
  return (model === 0 ? location : (models[model]?.location ?? location)) === 'local';
}

function secondsOf({ model, lengths, way = PLAIN }: SimulatedCall, isFirst: boolean, { promptTokens, rates, models }: CallPrices): number {
  const [first, profile] = [models[0], models[model]];
  if (model === 0 || first === undefined || profile === undefined) {
    const writing = written(lengths) / decodeRate(rates, way.isOneByOne ? 1 : lengths.length, promptTokens + written(lengths) / lengths.length);
    // The plain prompt is in the cache of the model; what a strategy reads beside it is not.
    const fresh = promptTokens * ((isFirst ? 1 : 0) + Math.max(0, way.promptRatio - 1));
    return writing + fresh / prefillRate(rates, promptTokens);
  }
  const call = { samples: lengths.length, promptTokens, freshTokens: isFirst ? promptTokens : 0, answerTokens: written(lengths) / lengths.length };
  return secondsOfCall(profile, first, call) + (isFirst ? secondsOfLoad(profile) : 0);
}

function isFirstOfItsModel(calls: readonly SimulatedCall[], index: number): boolean {
  return calls.findIndex(({ model }) => model === calls[index]?.model) === index;
}

function written(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}
