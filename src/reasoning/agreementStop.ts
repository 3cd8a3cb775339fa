/**
 * When more samples are not worth drawing because they would not change which answer leads
 * (Aggarwal et al., "Let's Sample Step by Step: Adaptive-Consistency", 2305.11860). Pure arithmetic on counts,
 * for answers to questions and for candidates that behave alike.
 */

/** Convergence of the continued fraction: close to what doubles can tell apart. */
const PRECISION = 1e-15;
/** Keeps the fraction from dividing by zero. */
const TINY = 1e-300;
/** The fraction converges in a number of steps that grows with the square root of the counts; a million samples need fewer. */
const MAX_STEPS = 10_000;
/** Lanczos' approximation of the gamma function with g = 7 and nine terms: about 15 digits. */
const LANCZOS_G = 7;
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/**
 * Probability that the largest group, with `largest` samples, is also the more frequent of the two largest in the
 * long run, when the second has `second`: the mass above one half of Beta(largest + 1, second + 1).
 */
export function majorityStays(largest: number, second: number): number {
  return 1 - regularizedIncompleteBeta(0.5, largest + 1, second + 1);
}

/** Whether the largest group has more than half of `all` samples that will ever be drawn, so that it cannot lose the lead. */
export function isMajorityOfAll(largest: number, all: number): boolean {
  return largest * 2 > all;
}

/**
 * I_x(a, b): the share of the Beta(a, b) distribution below `x`.
 * @param x from 0 to 1
 * @param a above 0
 * @param b above 0
 */
export function regularizedIncompleteBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) {
    throw new RangeError(`I_x(a, b) is not defined for x = ${x}, a = ${a}, b = ${b}.`);
  }
  if (x === 0 || x === 1) {
    return x;
  }
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b));
  // The fraction converges fast below the mean of the distribution; above it the mirrored one does.
  return x < (a + 1) / (a + b + 2) ? (front * continuedFraction(x, a, b)) / a : 1 - (front * continuedFraction(1 - x, b, a)) / b;
}

/** The continued fraction of the incomplete beta function, evaluated from its front (Lentz's method). */
function continuedFraction(x: number, a: number, b: number): number {
  let numerator = 1;
  let denominator = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let value = denominator;
  for (let step = 1; step <= MAX_STEPS; step += 1) {
    let change = 1;
    for (const term of termsAt(step, x, a, b)) {
      denominator = 1 / notZero(1 + term * denominator);
      numerator = notZero(1 + term / numerator);
      change = numerator * denominator;
      value *= change;
    }
    if (Math.abs(change - 1) < PRECISION) {
      break;
    }
  }
  return value;
}

/** The two partial numerators of one step. */
function termsAt(step: number, x: number, a: number, b: number): readonly [number, number] {
  const at = a + 2 * step;
  return [(step * (b - step) * x) / ((at - 1) * at), (-(a + step) * (a + b + step) * x) / (at * (at + 1))];
}

function notZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** For z > 0. */
function logGamma(z: number): number {
  const shifted = z - 1;
  const base = shifted + LANCZOS_G + 0.5;
  const sum = LANCZOS.reduce((total, term, index) => total + (index === 0 ? term : term / (shifted + index)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}
