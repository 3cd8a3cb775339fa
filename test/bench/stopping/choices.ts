import type { DrawnSample, ProblemResult } from '../../../src/evaluation';

/** How many problems a choice among the passing samples solves, by the strictest tests. */
export interface ChoiceOutcome {
  readonly choice: string;
  readonly solved: number;
}

/** The lowest wins. */
const CHOICES: Readonly<Record<string, (sample: DrawnSample) => number>> = {
  'highest mean log-probability': ({ meanLogprob }) => -(meanLogprob ?? -Infinity),
  'highest total log-probability': ({ meanLogprob, tokens }) => -(meanLogprob ?? -Infinity) * tokens,
  'fewest tokens': ({ tokens }) => tokens,
};

/** Of all samples of the first order; where none passes, no choice solves the problem. */
export function byChoice(problems: readonly ProblemResult[]): readonly ChoiceOutcome[] {
  const all = problems.map(({ drawn }) => drawn.filter(({ passes }) => passes === true));
  const chosen = Object.entries(CHOICES).map(([choice, rank]) => ({ choice, solved: all.filter((passing) => best(passing, rank)?.isRight === true).length }));
  return [...chosen, { choice: 'any right one that passes', solved: all.filter((passing) => passing.some(({ isRight }) => isRight)).length }];
}

function best(samples: readonly DrawnSample[], rank: (sample: DrawnSample) => number): DrawnSample | undefined {
  return samples.toSorted((a, b) => rank(a) - rank(b))[0];
}
