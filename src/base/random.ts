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
    fork: (label) => seededRandom(mix(mix(seed) + Math.imul(label + 1, HASH_MULTIPLIER))),
  };
}

/**
 * Finalizer of MurmurHash3 (Appleby): every bit of the input changes half of the output. Without it
 * neighbouring seeds and labels meet (0 and 1 where 3 and 0 do), and samples of different calls are the same.
 */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** The same items in another order, each as likely as any (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  const order = [...items];
  for (let end = order.length - 1; end > 0; end -= 1) {
    const other = random.integer(end + 1);
    [order[end], order[other]] = [order[other] as T, order[end] as T];
  }
  return order;
}
