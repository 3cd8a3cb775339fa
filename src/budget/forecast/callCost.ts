import { dollarsOf, type Priced } from '../../model';
import { MODELLED_WATTS_PER_CORE } from '../energy';
import { secondsOfCall, secondsOfLoad, type ModelProfile } from '../modelCost';
import { decodeRate, prefillRate, type MeasuredRates } from '../rates';
import { addKnown } from '../money';
import type { CostQuantile, Dollars } from '../types';
import { PLAIN } from './followUp';
import type { SimulatedCall } from './simulate';

/** What the cost of calls comes from. */
export interface CallPrices extends Priced {
  readonly promptTokens: number;
  readonly examples: number;
  /** Null: nothing measured yet on this machine; a prior stands in. */
  readonly rates: MeasuredRates | null;
  readonly busyCores: number;
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

/** Of all calls of a run together, its last check included. What a server takes of energy is not known, nor of money without its price, and so neither is the sum. */
export function costOf(calls: readonly SimulatedCall[], prices: CallPrices): CostQuantile {
  const { examples, busyCores } = prices;
  const isLocal = calls.every(({ model }) => sharesPrompt(model, prices));
  const seconds = secondsUntilConfirmed(calls, prices) + (examples > 0 && calls.length > 0 ? VERIFY_SECONDS.confirm : 0);
  return {
    tokens: tokensOf(calls, prices),
    seconds,
    joules: isLocal ? seconds * busyCores * MODELLED_WATTS_PER_CORE : null,
    dollars: calls.reduce<Dollars>((sum, call) => addKnown(sum, dollarsOf(pricedAs(call, prices), { promptTokens: promptTokensOf(call, prices), completionTokens: written(call.lengths) })), 0),
  };
}

/** Prompts that are paid for and what is written. */
export function tokensOf(calls: readonly SimulatedCall[], prices: CallPrices): number {
  return Math.round(calls.reduce((sum, call) => sum + promptTokensOf(call, prices), 0)) + calls.reduce((sum, { lengths }) => sum + written(lengths), 0);
}

function promptTokensOf({ model, lengths, way = PLAIN }: SimulatedCall, prices: CallPrices): number {
  return Math.max(way.promptRatio, sharesPrompt(model, prices) ? 1 : lengths.length) * prices.promptTokens;
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

function pricedAs({ model }: SimulatedCall, prices: CallPrices): Priced {
  return model === 0 ? prices : (prices.models[model] ?? prices);
}

function written(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}
