import type { AnswerLengths } from '../../measures';
import type { ProblemResult } from '../evaluate';
import { mean } from '../statistics/bootstrap';
import { fitPlane } from '../statistics/leastSquares';

/** Logarithms of answer lengths: how they go with the prompt's and with how easy a problem is, and their variance between problems and within them. Null for fewer than three problems with examples. */
export function fitLengths(problems: readonly ProblemResult[]): AnswerLengths | null {
  const told = problems.filter(({ drawn, features }) => drawn.length > 1 && features.examples > 0);
  if (told.length < FEWEST) {
    return null;
  }
  const logs = told.map(({ drawn }) => drawn.map(({ tokens }) => Math.log(Math.max(1, tokens))));
  const means = logs.map(mean);
  const [prompts, solved] = [told.map(({ features }) => Math.log(features.promptTokens)), told.map(({ drawn }) => solvedShare(drawn))];
  const { middle, slopes: [promptPower, whenSolved], residuals } = fitPlane(told.map((_, index) => [prompts[index] as number, solved[index] as number]), means);
  const within = mean(logs.map((each, index) => varianceAround(each, means[index] as number)));
  // A mean of n samples varies by chance, too.
  const chance = mean(logs.map((each) => within / each.length));
  return {
    median: Math.exp(middle - whenSolved * mean(solved)),
    promptTokens: Math.exp(mean(prompts)),
    promptPower,
    whenSolved,
    betweenTasks: Math.sqrt(Math.max(0, varianceAround(residuals, 0) - chance)),
    withinTask: Math.sqrt(within),
  };
}

/** Of the samples, those that pass. */
function solvedShare(drawn: ProblemResult['drawn']): number {
  return mean(drawn.map(({ passes }) => Number(passes === true)));
}

/** Two points are always on a line. */
const FEWEST = 3;

/** Unbiased. */
function varianceAround(values: readonly number[], middle: number): number {
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
