import type { AnswerLengths } from '../../measures';
import type { ProblemResult } from '../evaluate';
import { mean } from '../statistics/bootstrap';

/** Logarithms of answer lengths: how they go with the prompt's, and their variance between problems and within them. Null for fewer than three problems. */
export function fitLengths(problems: readonly ProblemResult[]): AnswerLengths | null {
  const told = problems.filter(({ drawn }) => drawn.length > 1);
  if (told.length < FEWEST) {
    return null;
  }
  const logs = told.map(({ drawn }) => drawn.map(({ tokens }) => Math.log(Math.max(1, tokens))));
  const means = logs.map(mean);
  const prompts = told.map(({ features }) => Math.log(features.promptTokens));
  const [middle, promptMiddle] = [mean(means), mean(prompts)];
  const spread = mean(prompts.map((prompt) => (prompt - promptMiddle) ** 2));
  const promptPower = spread === 0 ? 0 : mean(prompts.map((prompt, index) => (prompt - promptMiddle) * ((means[index] as number) - middle))) / spread;
  const rest = means.map((each, index) => each - middle - promptPower * ((prompts[index] as number) - promptMiddle));
  const within = mean(logs.map((each, index) => varianceAround(each, means[index] as number)));
  // A mean of n samples varies by chance, too.
  const chance = mean(logs.map((each) => within / each.length));
  return {
    median: Math.exp(middle),
    promptTokens: Math.exp(promptMiddle),
    promptPower,
    betweenTasks: Math.sqrt(Math.max(0, varianceAround(rest, 0) - chance)),
    withinTask: Math.sqrt(within),
  };
}

/** Two points are always on a line. */
const FEWEST = 3;

/** Unbiased. */
function varianceAround(values: readonly number[], middle: number): number {
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
