import { ReckonError } from '../../../base/errors';
import type { Random } from '../../../base/random';
import { withoutBanned } from './bans';
import type { TokenScores } from './scores';

export interface SamplerOptions {
  readonly temperature?: number;
  readonly topP?: number;
  readonly minP?: number;
  /** Ids that are never chosen. Probabilities are then of the others. */
  readonly banned?: ReadonlySet<number>;
}

export interface Sampled {
  readonly tokenId: number;
  /** Log-probability of the token at temperature 1 over the whole vocabulary, in nats. */
  readonly logprob: number;
  /** How open the choice was: entropy of the scored tokens at temperature 1, the others counted as one, in nats. */
  readonly entropy: number;
}

/**
 * Chooses one token after another. A draw mostly falls on one of the likeliest tokens; `sample` says
 * when it does not, and the same draw is then made over all logits. So the distribution is the
 * model's, and the whole vocabulary is looked at only where it matters.
 */
export interface Sampler {
  /** Null when the scored tokens do not decide: ask `sampleAll` next. */
  sample(scores: TokenScores): Sampled | null;
  /** The draw that `sample` could not make. @param logits of every token */
  sampleAll(logits: Float32Array): Sampled;
}

/**
 * At temperature T, a token this far below the best one has a probability of e^-30 of it: below
 * what a nucleus or a draw of 53 bits can see. Keeps the list to sort short.
 */
const NEGLIGIBLE = 30;

/**
 * Greedy at temperature 0; else temperature, then min-p (2407.01082), then top-p (1904.09751), then a draw.
 * @throws ReckonError `invalid-input` for options out of range.
 */
export function createSampler({ temperature = 0, topP = 1, minP = 0, banned = new Set() }: SamplerOptions, random: Random): Sampler {
  requireRange('temperature', temperature, temperature >= 0);
  requireRange('topP', topP, topP > 0 && topP <= 1);
  requireRange('minP', minP, minP >= 0 && minP <= 1);
  return new TokenSampler({ temperature, topP, minP, banned }, random);
}

class TokenSampler implements Sampler {
  /** In [0, 1); kept while the draw is not made. */
  private uniform = 0;

  constructor(private readonly options: Required<SamplerOptions>, private readonly random: Random) {}

  sample(given: TokenScores): Sampled | null {
    requireNumbers(given);
    const { banned, temperature } = this.options;
    const scores = banned.size === 0 ? given : withoutBanned(given, banned, temperature);
    if (scores.ids.length === 0) {
      this.uniform = this.random.next();
      return null;
    }
    if (this.options.temperature === 0) {
      return chosen(scores, 0);
    }
    this.uniform = this.random.next();
    const index = this.draw(scores);
    return index === null ? null : chosen(scores, index);
  }

  sampleAll(all: Float32Array): Sampled {
    const { temperature, topP, minP, banned } = this.options;
    const logits = banned.size === 0 ? all : Float32Array.from(all);
    banned.forEach((id) => logits.fill(-Infinity, id, id + 1));
    if (temperature === 0) {
      return chosen(scoreAll(logits, 1, largest(logits)), 0);
    }
    const lowest = topP < 1 && minP === 0 ? nucleusFloor(logits, temperature, topP) : -Infinity;
    const scores = scoreAll(logits, temperature, lowest);
    // Rounding may leave a hair of mass beyond the last token.
    return chosen(scores, this.draw(scores) ?? scores.ids.length - 1);
  }

  /** Index of the drawn token among the scored ones; null when it may be another, or a nucleus does not end among them. */
  private draw(scores: TokenScores): number | null {
    const { topP, minP } = this.options;
    if (minP > 0) {
      return this.drawAboveMinP(scores);
    }
    const weights = this.weights(scores);
    if (topP === 1) {
      return indexAt(weights, this.uniform);
    }
    const end = nucleusEnd(weights, topP);
    return end === null ? null : indexAt(weights.subarray(0, end), this.uniform * sum(weights.subarray(0, end)));
  }

  /** Top-p is then of the tokens that min-p keeps. */
  private drawAboveMinP(scores: TokenScores): number | null {
    const weights = this.weights(scores);
    const lowest = (weights[0] as number) * this.options.minP;
    const end = weights.findIndex((weight) => weight < lowest);
    if (end === -1 && !coversAll(weights)) {
      return null;
    }
    const kept = end === -1 ? weights : weights.subarray(0, end);
    const inside = kept.subarray(0, nucleusEnd(kept, this.options.topP * sum(kept)) ?? kept.length);
    return indexAt(inside, this.uniform * sum(inside)) ?? inside.length - 1;
  }

  /** Probabilities at the sampling temperature. */
  private weights({ logits, scaledLogNormalizer }: TokenScores): Float64Array {
    return Float64Array.from(logits, (logit) => Math.exp(logit / this.options.temperature - scaledLogNormalizer));
  }
}

/** How much of the mass may be missing from a list that holds every token: what rounding takes. */
const ROUNDING = 1e-6;

function coversAll(weights: Float64Array): boolean {
  return sum(weights) > 1 - ROUNDING;
}

/** Number of the first weights that together hold `mass`; null when all do not. */
function nucleusEnd(weights: Float64Array, mass: number): number | null {
  let held = 0;
  const last = weights.findIndex((weight) => (held += weight) >= mass);
  return last === -1 ? null : last + 1;
}

/** The index in whose share `at` falls, shares laid end to end; null beyond the last. */
function indexAt(weights: Float64Array, at: number): number | null {
  let rest = at;
  const index = weights.findIndex((weight) => (rest -= weight) < 0);
  return index === -1 ? null : index;
}

function sum(weights: Float64Array): number {
  return weights.reduce((total, weight) => total + weight, 0);
}

/** Bins of a nat by which the end of a nucleus is found. */
const BINS_PER_NAT = 16;

/** A logit that no token of the nucleus is below, and few others are above: so that few have to be sorted. */
function nucleusFloor(logits: Float32Array, temperature: number, topP: number): number {
  const top = largest(logits);
  const bins = new Float64Array(Math.ceil(NEGLIGIBLE * temperature * BINS_PER_NAT) + 1);
  for (const logit of logits) {
    const bin = Math.floor((top - logit) * BINS_PER_NAT);
    if (bin < bins.length) {
      bins[bin] = (bins[bin] as number) + Math.exp((logit - top) / temperature);
    }
  }
  const end = nucleusEnd(bins, topP * sum(bins));
  return end === null ? -Infinity : top - end / BINS_PER_NAT;
}

function largest(logits: Float32Array): number {
  return logits.reduce((best, logit) => (logit > best ? logit : best), -Infinity);
}

/** Scores of every token that is neither negligible nor below `lowest`. */
function scoreAll(logits: Float32Array, temperature: number, lowest: number): TokenScores {
  const scale = temperature || 1;
  const top = largest(logits);
  const ids = sortedIds(logits, Math.max(lowest, top - NEGLIGIBLE * Math.max(scale, 1)));
  const logSum = (divisor: number): number => top / divisor + Math.log(logits.reduce((total, logit) => total + Math.exp((logit - top) / divisor), 0));
  return { ids, logits: Float32Array.from(ids, (id) => logits[id] as number), logNormalizer: logSum(1), scaledLogNormalizer: logSum(scale) };
}

/** More than any vocabulary has: an id and the bits of its logit fit one number. */
const MAX_IDS = 2 ** 20;

/**
 * Ids of logits above `lowest`, largest first, equal ones in order. Sorting plain numbers is ten times
 * as fast as comparing by a function: each is the logit's place among all 32-bit floats, then the id.
 */
function sortedIds(logits: Float32Array, lowest: number): Int32Array {
  const bits = new Int32Array(logits.buffer, logits.byteOffset, logits.length);
  const keys = new Float64Array(logits.length);
  let count = 0;
  for (let id = 0; id < logits.length; id += 1) {
    if ((logits[id] as number) >= lowest) {
      const raw = bits[id] as number;
      const place = raw < 0 ? -(raw & 0x7fffffff) : raw;
      keys[count] = -place * MAX_IDS + id;
      count += 1;
    }
  }
  return Int32Array.from(keys.subarray(0, count).sort(), (key) => ((key % MAX_IDS) + MAX_IDS) % MAX_IDS);
}

/** Tokens less likely than this do not change an entropy that anybody looks at. */
const UNLIKELY = 1e-7;

function chosen(scores: TokenScores, index: number): Sampled {
  const { ids, logits, logNormalizer } = scores;
  let entropy = 0;
  let held = 0;
  for (let at = 0; at < logits.length; at += 1) {
    const logprob = (logits[at] as number) - logNormalizer;
    const probability = Math.exp(logprob);
    if (probability < UNLIKELY) {
      break;
    }
    entropy -= probability * logprob;
    held += probability;
  }
  const others = 1 - held;
  const rest = others > 0 ? others * Math.log(others) : 0;
  return { tokenId: ids[index] as number, logprob: (logits[index] as number) - logNormalizer, entropy: entropy - rest };
}

function requireNumbers({ logits, logNormalizer }: TokenScores): void {
  if (!Number.isFinite(logits[0]) || !Number.isFinite(logNormalizer)) {
    throw new Error('The model returned logits that are not numbers.');
  }
}

function requireRange(name: string, value: number, inside: boolean): void {
  if (!inside) {
    throw new ReckonError('invalid-input', `The sampling option ${name} cannot be ${value}.`, {
      hint: 'temperature is at least 0; topP above 0 and at most 1; minP from 0 to 1.',
    });
  }
}
