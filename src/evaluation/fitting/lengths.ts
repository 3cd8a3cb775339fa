import type { AnswerLengths } from '../../measures';
import type { ProblemResult } from '../evaluate';
import { mean } from '../statistics/bootstrap';

/** Variance of the logarithms of answer lengths, between problems and within them. Null for fewer than two problems. */
export function fitLengths(problems: readonly ProblemResult[]): AnswerLengths | null {
  const logs = problems.map(({ drawn }) => drawn.map(({ tokens }) => Math.log(Math.max(1, tokens)))).filter((each) => each.length > 1);
  if (logs.length < 2) {
    return null;
  }
  const means = logs.map(mean);
  const within = mean(logs.map((each, index) => varianceAround(each, means[index] as number)));
  const middle = mean(means);
  // A mean of n samples varies by chance, too.
  const chance = mean(logs.map((each) => within / each.length));
  return {
    median: Math.exp(middle),
    betweenTasks: Math.sqrt(Math.max(0, varianceAround(means, middle) - chance)),
    withinTask: Math.sqrt(within),
  };
}

/** Unbiased. */
function varianceAround(values: readonly number[], middle: number): number {
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
