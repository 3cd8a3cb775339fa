import type { RopeScaling } from '../gguf/rope';

export interface RotaryTables {
  /** `[contextLength, headSize / 2]` each: of every position's angles, times the magnitude. */
  readonly cosines: Float32Array;
  readonly sines: Float32Array;
}

export interface RotaryOptions {
  readonly contextLength: number;
  readonly headSize: number;
  readonly base: number;
  readonly scaling: RopeScaling;
  /** Of `rope_freqs.weight`, one for each pair; null for none. */
  readonly factors: Float32Array | null;
}

/** Rotary positions (RoFormer, 2104.09864), stretched as the file says. */
export function rotaryTables(options: RotaryOptions): RotaryTables {
  const { contextLength, headSize, scaling } = options;
  const half = headSize / 2;
  const magnitude = magnitudeOf(scaling);
  const cosines = new Float32Array(contextLength * half);
  const sines = new Float32Array(contextLength * half);
  for (let pair = 0; pair < half; pair += 1) {
    const frequency = frequencyOf(pair, options);
    for (let position = 0; position < contextLength; position += 1) {
      cosines[position * half + pair] = Math.cos(position * frequency) * magnitude;
      sines[position * half + pair] = Math.sin(position * frequency) * magnitude;
    }
  }
  return { cosines, sines };
}

/** Radians a position. */
function frequencyOf(pair: number, { base, headSize, scaling, factors }: RotaryOptions): number {
  const original = base ** ((-2 * pair) / headSize) / (factors?.[pair] ?? 1);
  const kept = scaling.kind === 'yarn' ? keptByYarn(pair, base, headSize, scaling) : 0;
  return original * (kept + (1 - kept) / scaling.factor);
}

/**
 * How much of a frequency YaRN keeps: 1 for pairs that turn often over the original context, 0 for
 * those that hardly turn, a ramp between (2309.00071, section 3.2). The ramp's ends are whole pairs.
 */
function keptByYarn(pair: number, base: number, headSize: number, { originalContext, betaFast, betaSlow }: RopeScaling): number {
  const pairThatTurns = (times: number): number => (headSize * Math.log(originalContext / (times * 2 * Math.PI))) / (2 * Math.log(base));
  const first = Math.max(0, Math.floor(pairThatTurns(betaFast)));
  const last = Math.min(headSize - 1, Math.ceil(pairThatTurns(betaSlow)));
  const along = (pair - first) / Math.max(SHORTEST_RAMP, last - first);
  return 1 - Math.min(1, Math.max(0, along));
}

/** Of a ramp whose ends are one pair, in pairs. */
const SHORTEST_RAMP = 0.001;
/** Growth of the attention's temperature by the logarithm of the factor (2309.00071, equation 22). */
const YARN_TEMPERATURE = 0.1;

function magnitudeOf({ kind, factor, attentionFactor }: RopeScaling): number {
  return attentionFactor * (kind === 'yarn' && factor > 1 ? 1 + YARN_TEMPERATURE * Math.log(factor) : 1);
}
