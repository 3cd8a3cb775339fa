import { nextPassProbability } from '../../budget';
import type { SolveRate } from '../../budget';

/** Samples that were judged. One that was cut off, or never judged, says nothing of the next. */
export interface Outcomes {
  readonly passes: number;
  readonly failures: number;
}

/** What is worth `passRatio` times a plain sample passes with this probability after these outcomes (Beta-Bernoulli). */
export function passOdds(solveRate: SolveRate, { passes, failures }: Outcomes, passRatio = 1): number {
  return Math.min(1, passRatio * nextPassProbability(solveRate, failures, passes));
}

/** Outcomes of one's own, and those of others, which say less. @param weight what one of others counts, in [0, 1] */
export function withOthers(own: Outcomes, all: Outcomes, weight: number): Outcomes {
  const sum = (mine: number, everybodys: number): number => mine + Math.max(0, everybodys - mine) * weight;
  return { passes: sum(own.passes, all.passes), failures: sum(own.failures, all.failures) };
}
