import type { Features, LogisticModel } from '../../measures';

/** One case of a logistic regression. */
export interface Case {
  readonly features: Features;
  /** Whether it came true, or the share of its trials that did: from 0 to 1. */
  readonly outcome: number;
  /** How much it counts. */
  readonly weight: number;
}

/**
 * Strength of the ridge, beside the mean loss: weights of standardized features stay small where a hundred problems
 * do not say otherwise.
 */
const RIDGE = 0.02;
/** Most steps of gradient descent. The loss is convex: it ends where its slope is nothing in the digits that are kept. */
const STEPS = 3_000;
const FLAT = 1e-5;

/** Ridge logistic regression by gradient descent. Unknown features count as the mean of the known ones. */
export function fitLogistic(cases: readonly Case[]): LogisticModel {
  const names = [...new Set(cases.flatMap(({ features }) => Object.keys(features)))];
  const scales = names.map((name) => scaleOf(name, cases));
  const rows = cases.map(({ features }) => scales.map(({ name, mean, deviation }) => ((features[name] ?? mean) - mean) / deviation));
  const standard = descend(rows, cases);
  const weights = scales.map(({ name, mean, deviation }, index) => ({ name, mean, weight: (standard.weights[index] ?? 0) / deviation }));
  return {
    intercept: standard.intercept - weights.reduce((sum, { weight, mean }) => sum + weight * mean, 0),
    features: Object.fromEntries(weights.map(({ name, weight, mean }) => [name, { weight, mean }])),
  };
}

interface Scale {
  readonly name: string;
  readonly mean: number;
  readonly deviation: number;
}

function scaleOf(name: string, cases: readonly Case[]): Scale {
  const known = cases.flatMap(({ features, weight }) => (typeof features[name] === 'number' ? [{ value: features[name], weight }] : []));
  const total = sumOf(known.map(({ weight }) => weight)) || 1;
  const mean = sumOf(known.map(({ value, weight }) => value * weight)) / total;
  const variance = sumOf(known.map(({ value, weight }) => weight * (value - mean) ** 2)) / total;
  return { name, mean, deviation: Math.sqrt(variance) || 1 };
}

/** Over standardized rows. */
function descend(rows: readonly (readonly number[])[], cases: readonly Case[]): { readonly intercept: number; readonly weights: readonly number[] } {
  const total = sumOf(cases.map(({ weight }) => weight)) || 1;
  const count = rows[0]?.length ?? 0;
  // A quarter of the largest eigenvalue that standardized features can have bounds the curvature.
  const step = 1 / (0.25 * (count + 1) + RIDGE);
  let intercept = 0;
  const weights = Array.from({ length: count }, () => 0);
  for (let iteration = 0; iteration < STEPS; iteration += 1) {
    let slope = 0;
    const slopes = weights.map((weight) => RIDGE * weight);
    for (const [index, row] of rows.entries()) {
      const { outcome, weight } = cases[index] as Case;
      const odds = row.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), intercept);
      const error = ((1 / (1 + Math.exp(-odds)) - outcome) * weight) / total;
      slope += error;
      row.forEach((value, at) => {
        slopes[at] = (slopes[at] ?? 0) + error * value;
      });
    }
    if (Math.max(Math.abs(slope), ...slopes.map(Math.abs)) < FLAT) {
      break;
    }
    intercept -= step * slope;
    slopes.forEach((each, at) => {
      weights[at] = (weights[at] ?? 0) - step * each;
    });
  }
  return { intercept, weights };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
