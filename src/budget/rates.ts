/** A speed that was measured, over `samples` at once behind `contextTokens` of prompt and answer. */
export interface DecodePoint {
  readonly samples: number;
  readonly contextTokens: number;
  /** Over all samples together. */
  readonly tokensPerSecond: number;
}

/** A speed of reading a prompt that grew to `contextTokens`. */
export interface PrefillPoint {
  readonly contextTokens: number;
  readonly tokensPerSecond: number;
}

/** How fast a model is on this machine, as far as it was measured. */
export interface MeasuredRates {
  readonly prefill: readonly PrefillPoint[];
  readonly decode: readonly DecodePoint[];
}

/**
 * Before anything has been measured: a two-core machine with AVX2 and a 0.5B model, on the slow
 * side, so that the first forecast errs towards "longer".
 */
const PRIOR = { prefill: 90, decode: 25 } as const;
/** What one more sample costs, as a share of a step of one: measured on two threads, 0.2 to 0.25 (docs/engine.md). */
const SAMPLE_COST = 0.25;
/** Context at which attention costs as much as everything else does: about 4,000 tokens for models of this size. */
const DOUBLING_CONTEXT = 4096;
/** Keeps the nearest measurement from counting infinitely much; in squared octaves. */
const NEARNESS_FLOOR = 0.01;

/** Tokens a second of `samples` samples together. Measurements correct the prior's curve, the nearest ones most. */
export function decodeRate(rates: MeasuredRates | null, samples: number, contextTokens: number): number {
  const points = rates?.decode ?? [];
  const correction = correctionAt(points.map((point) => ({
    distance: octaves(point.samples, samples) ** 2 + octaves(point.contextTokens, contextTokens) ** 2,
    ratio: point.tokensPerSecond / priorDecodeRate(point.samples, point.contextTokens),
  })));
  return correction * priorDecodeRate(samples, contextTokens);
}

/** Tokens a second at which a prompt of that length is read. */
export function prefillRate(rates: MeasuredRates | null, contextTokens: number): number {
  const points = rates?.prefill ?? [];
  const correction = correctionAt(points.map((point) => ({
    distance: octaves(point.contextTokens, contextTokens) ** 2,
    ratio: point.tokensPerSecond / priorPrefillRate(point.contextTokens),
  })));
  return correction * priorPrefillRate(contextTokens);
}

function priorDecodeRate(samples: number, contextTokens: number): number {
  return (PRIOR.decode * samples) / (1 - SAMPLE_COST + SAMPLE_COST * samples) / (1 + contextTokens / DOUBLING_CONTEXT);
}

function priorPrefillRate(contextTokens: number): number {
  return PRIOR.prefill / (1 + contextTokens / DOUBLING_CONTEXT);
}

/** Geometric mean of measured over prior, weighed by the inverse of the squared distance; 1 when nothing was measured. */
function correctionAt(points: readonly { readonly distance: number; readonly ratio: number }[]): number {
  const weights = points.map(({ distance }) => 1 / (distance + NEARNESS_FLOOR));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const logs = points.reduce((sum, { ratio }, index) => sum + (weights[index] as number) * Math.log(ratio), 0);
  return total === 0 ? 1 : Math.exp(logs / total);
}

function octaves(a: number, b: number): number {
  return Math.log2(Math.max(1, a) / Math.max(1, b));
}
