import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded source of randomness. Nothing in Reckon reads global randomness. */
export interface Random {
  /** Uniform in [0, 1) with 53 bits. */
  next(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** An independent stream, the same for the same parent seed and label. */
  fork(label: number): Random;
}

const TWO_POW_26 = 2 ** 26;
const TWO_POW_53 = 2 ** 53;
/** Odd constant of Knuth's multiplicative hash; spreads neighbouring labels over the seed space. */
const HASH_MULTIPLIER = 0x9e3779b1;

export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed | 0);
  const bits = (): number => generator.next() >>> 0;
  const next = (): number => ((bits() >>> 5) * TWO_POW_26 + (bits() >>> 6)) / TWO_POW_53 ;
  return {
    next,
    integer: (bound) => Math.floor(next() * bound),
    fork: (label) => seededRandom(Math.imul((seed ^ (label + 1)) | 0, HASH_MULTIPLIER)),
  };
}
