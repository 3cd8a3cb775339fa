import { ReckonError } from '../../../base/errors';
import type { Random } from '../../../base/random';

export interface SamplerOptions {
  readonly temperature?: number;
  readonly topP?: number;
  readonly minP?: number;
}

export interface Sampler {
  /** `logprob` is that of the token at temperature 1 over the whole vocabulary, in nats. */
  sample(logits: Float32Array): { tokenId: number; logprob: number };
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
export function createSampler({ temperature = 0, topP = 1, minP = 0 }: SamplerOptions, random: Random): Sampler {
  requireRange('temperature', temperature, temperature >= 0);
  requireRange('topP', topP, topP > 0 && topP <= 1);
  requireRange('minP', minP, minP >= 0 && minP <= 1);
  return {
    sample: (logits) => {
      const { best, logNormalizer } = summarize(logits);
      const tokenId = temperature === 0 ? best : draw(logits, best, { temperature, topP, minP }, random);
      return { tokenId, logprob: (logits[tokenId] ?? -Infinity) - logNormalizer };
    },
  };
}

function summarize(logits: Float32Array): { best: number; logNormalizer: number } {
  let best = 0;
  for (let id = 1; id < logits.length; id += 1) {
    if ((logits[id] as number) > (logits[best] as number)) {
      best = id;
    }
  }
  const top = logits[best] as number;
  let sum = 0;
  for (let id = 0; id < logits.length; id += 1) {
    sum += Math.exp((logits[id] as number) - top);
  }
  if (!Number.isFinite(sum) || !Number.isFinite(top)) {
    throw new Error('The model returned logits that are not numbers.');
  }
  return { best, logNormalizer: top + Math.log(sum) };
}

function draw(logits: Float32Array, best: number, options: Required<SamplerOptions>, random: Random): number {
  const kept = candidates(logits, logits[best] as number, options);
  const nucleus = options.topP < 1 ? keepNucleus(kept, options.topP) : kept;
  const total = nucleus.reduce((sum, { weight }) => sum + weight, 0);
  let rest = random.next() * total;
  for (const { id, weight } of nucleus) {
    rest -= weight;
    if (rest < 0) {
      return id;
    }
  }
  return best;
}

interface Weighted {
  readonly id: number;
  /** Probability relative to the best token's. */
  readonly weight: number;
}

function candidates(logits: Float32Array, top: number, { temperature, minP }: Required<SamplerOptions>): Weighted[] {
  const cut = Math.max(Math.exp(-NEGLIGIBLE), minP);
  const lowest = top + Math.log(cut) * temperature;
  const kept: Weighted[] = [];
  for (let id = 0; id < logits.length; id += 1) {
    const logit = logits[id] as number;
    if (logit >= lowest) {
      kept.push({ id, weight: Math.exp((logit - top) / temperature) });
    }
  }
  return kept;
}

/** The fewest likeliest tokens that together hold at least `topP` of the mass. */
function keepNucleus(all: readonly Weighted[], topP: number): Weighted[] {
  const sorted = [...all].sort((a, b) => b.weight - a.weight || a.id - b.id);
  const wanted = topP * sorted.reduce((sum, { weight }) => sum + weight, 0);
  let mass = 0;
  const end = sorted.findIndex(({ weight }) => (mass += weight) >= wanted);
  return end === -1 ? sorted : sorted.slice(0, end + 1);
}

function requireRange(name: string, value: number, inside: boolean): void {
  if (!inside) {
    throw new ReckonError('invalid-input', `The sampling option ${name} cannot be ${value}.`, {
      hint: 'temperature is at least 0; topP above 0 and at most 1; minP from 0 to 1.',
    });
  }
}
