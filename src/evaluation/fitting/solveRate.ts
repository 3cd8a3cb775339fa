import { difficultyFeatures, nextPassProbability } from '../../budget';
import { probabilityOf, type LogisticModel } from '../../measures';
import type { ProblemResult } from '../evaluate';
import { fitLogistic, type Case } from './logistic';

/** Concentrations that are tried: from nearly all-or-nothing tasks to ones that are all alike. */
const CONCENTRATIONS = Array.from({ length: 60 }, (_, index) => 0.1 * 1.1 ** index);

interface Counted extends Case {
  readonly passes: number;
  readonly failures: number;
}

/** A Beta-Bernoulli solve rate: its mean by difficulty, and the concentration that makes the counts likeliest. */
export function fitSolveRate(problems: readonly ProblemResult[]): { readonly solveRate: LogisticModel; readonly solveRateConcentration: number } | null {
  const counted = problems.flatMap(countOf);
  if (counted.length === 0) {
    return null;
  }
  const solveRate = fitLogistic(counted);
  const scored = CONCENTRATIONS.map((concentration) => ({ concentration, logLikelihood: logLikelihood(counted, solveRate, concentration) }));
  const best = scored.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
  return { solveRate, solveRateConcentration: best.concentration };
}

function countOf({ features, drawn }: ProblemResult): readonly Counted[] {
  const told = drawn.filter(({ passes }) => passes !== null);
  const passes = told.filter((sample) => sample.passes).length;
  const { examples, promptTokens } = features;
  return examples === 0 || told.length === 0
    ? []
    : [{ features: difficultyFeatures({ examples, promptTokens, fastLogprob: drawn[0]?.meanLogprob ?? null }), outcome: passes / told.length, weight: 1, passes, failures: told.length - passes }];
}

/** Of the counts under a Beta-binomial distribution, but for what does not depend on the concentration. */
function logLikelihood(counted: readonly Counted[], solveRate: LogisticModel, concentration: number): number {
  return counted.reduce((sum, { features, passes, failures }) => {
    const mean = probabilityOf(solveRate, features);
    const rate = { alpha: mean * concentration, beta: (1 - mean) * concentration };
    let logs = 0;
    for (let seen = 0; seen < passes; seen += 1) {
      logs += Math.log(nextPassProbability(rate, 0, seen));
    }
    for (let seen = 0; seen < failures; seen += 1) {
      logs += Math.log(1 - nextPassProbability(rate, seen, passes));
    }
    return sum + logs;
  }, 0);
}
