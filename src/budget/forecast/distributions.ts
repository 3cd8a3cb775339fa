import type { Random } from '../../base/random';

/** Standard normal (Box and Muller, 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** @param alpha, beta above 0 */
export function betaDistributed(alpha: number, beta: number, random: Random): number {
  const [a, b] = [logGamma(alpha, random), logGamma(beta, random)];
  // Of both, the larger one is taken out, so that neither of two tiny ones is lost.
  const top = Math.max(a, b);
  return Math.exp(a - top) / (Math.exp(a - top) + Math.exp(b - top));
}

/** The logarithm of what has a Gamma distribution of that shape and scale 1: for small shapes most of it is too small for a number. */
function logGamma(shape: number, random: Random): number {
  if (shape >= 1) {
    return Math.log(gammaFromOne(shape, random));
  }
  return Math.log(gammaFromOne(shape + 1, random)) + Math.log(1 - random.next()) / shape;
}

/** Marsaglia and Tsang, "A simple method for generating gamma variables" (ACM TOMS 26, 2000): nearly every draw is taken. @param shape from 1 on */
function gammaFromOne(shape: number, random: Random): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < x * x / 2 + d * (1 - v + Math.log(v))) {
      return d * v;
    }
  }
}
