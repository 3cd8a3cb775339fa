import type { TokenPrice } from '../model';
import { decodeRate, prefillRate, type MeasuredRates } from './rates';

/** What is known of a model before it is asked, so that models can be compared by what they cost. */
export interface ModelProfile {
  /** As `ModelInfo.modelId` has it. */
  readonly id: string;
  readonly location: 'local' | 'remote';
  /** Of the file of its weights; null where that is not known. Each token reads all of them, so time goes with them. */
  readonly bytes: number | null;
  /** Null: not measured on this machine yet. */
  readonly rates: MeasuredRates | null;
  /** Of a server; absent: not known. */
  readonly price?: TokenPrice;
}

/** A call that draws samples over one prompt. */
export interface CallShape {
  readonly samples: number;
  /** Tokens of the prompt. */
  readonly promptTokens: number;
  /** Tokens of the prompt that have to be read first: not those that are in the model's cache. */
  readonly freshTokens: number;
  /** Of one sample. */
  readonly answerTokens: number;
}

/** A guess: a further local model of unknown size is taken to be so much slower than the first one. */
const UNKNOWN_SIZE_RATIO = 3;
/** A guess until a server was measured: tokens a second of one sample; its samples are drawn beside each other. */
const REMOTE_TOKENS_PER_SECOND = 40;
/** A guess: reading weights that were imported before, and warming up. An import takes far longer, once. */
const LOAD_SECONDS_PER_GB = 1;
const GB = 1e9;

/**
 * Seconds of one call. Measured rates where there are any; else those of the first model of the run, slower by as much as
 * the weights are larger, which is as the operations for a token go (Kaplan et al., 2001.08361); a server that was not
 * measured is guessed. Money is no part of it: it is limited, and not weighed against time.
 */
export function secondsOfCall(profile: ModelProfile, first: ModelProfile, call: CallShape): number {
  const { rates, location } = profile;
  if (location === 'remote' && !isMeasured(rates)) {
    return call.answerTokens / REMOTE_TOKENS_PER_SECOND;
  }
  return isMeasured(rates) ? secondsAt(rates, call) : sizeRatio(profile, first) * secondsAt(first.rates, call);
}

/** Seconds until a model that is not loaded can be asked. */
export function secondsOfLoad({ location, bytes }: ModelProfile): number {
  return location === 'remote' || bytes === null ? 0 : (bytes / GB) * LOAD_SECONDS_PER_GB;
}

/** How many times as large as the first model it is; null where one of them is not known. */
export function knownSizeRatio({ bytes }: ModelProfile, first: ModelProfile): number | null {
  return bytes === null || first.bytes === null ? null : bytes / first.bytes;
}

function sizeRatio(profile: ModelProfile, first: ModelProfile): number {
  return knownSizeRatio(profile, first) ?? UNKNOWN_SIZE_RATIO;
}

function isMeasured(rates: MeasuredRates | null): boolean {
  return rates !== null && rates.decode.length > 0;
}

function secondsAt(rates: MeasuredRates | null, { samples, promptTokens, freshTokens, answerTokens }: CallShape): number {
  const writing = (samples * answerTokens) / decodeRate(rates, samples, promptTokens + answerTokens);
  return writing + (freshTokens === 0 ? 0 : freshTokens / prefillRate(rates, promptTokens));
}
