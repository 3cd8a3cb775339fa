import type { Random } from '../../base/random';
import type { PolicyRun, ProblemResult } from '../evaluate';
import type { PolicySpec } from '../policies';
import { isRight as isRightScore } from '../scoring';
import { bootstrapMean, mean, type Interval } from '../statistics/bootstrap';
import { calibrationOf, type Calibration } from '../statistics/calibration';
import { coverageOf, type Coverage } from '../statistics/coverage';
import { passAtK } from '../statistics/passAtK';

/** What one policy came to over all problems and orders. */
export interface PolicySummary {
  readonly policy: string;
  readonly title: string;
  /** Share of problems solved by the data set's own tests. */
  readonly base: Interval;
  /** With HumanEval+'s inputs as well; null where the data has none. */
  readonly plus: Interval | null;
  /** Shares of runs by what was said of the answer. */
  readonly verified: number;
  readonly unverified: number;
  readonly abstained: number;
  /** Of the runs that ended verified, the share whose answer is wrong by the strictest tests there are; null when none did. */
  readonly falseAccepts: number | null;
  /** Means over runs. */
  readonly samples: number;
  readonly tokens: number;
  readonly seconds: number;
  readonly joules: number | null;
  readonly flops: number | null;
  /** Of the probabilities shown with verified answers; null without any. */
  readonly calibration: Calibration | null;
  /** Shares of runs that took at most what was foretold. */
  readonly coverage: Coverage;
  /** Of the forecast that a run ends verified; null without any. */
  readonly verifiedForecast: Calibration | null;
}

/** What picking any right one among the first so many samples would solve: no policy can do better. */
export interface OraclePoint {
  readonly samples: number;
  readonly base: number;
  readonly plus: number | null;
}

const CALIBRATION_BINS = 10;

export function summarizePolicy({ name, title }: PolicySpec, problems: readonly ProblemResult[], random: Random): PolicySummary {
  const byProblem = problems.map(({ orders }) => orders.map((runs) => runs.find(({ policy }) => policy === name) as PolicyRun));
  const all = byProblem.flat();
  const verified = all.filter(({ status }) => status === 'verified');
  const share = (status: PolicyRun['status']): number => all.filter((run) => run.status === status).length / all.length;
  const perProblem = (isSolved: (run: PolicyRun) => boolean): number[] => byProblem.map((runs) => mean(runs.map((run) => Number(isSolved(run)))));
  return {
    policy: name,
    title,
    base: bootstrapMean(perProblem(({ score }) => score?.base === true), random.fork(0)),
    plus: hasPlusTests(problems) ? bootstrapMean(perProblem(isRight), random.fork(1)) : null,
    verified: share('verified'),
    unverified: share('unverified'),
    abstained: share('abstained'),
    falseAccepts: verified.length === 0 ? null : verified.filter((run) => !isRight(run)).length / verified.length,
    samples: mean(all.map((run) => run.samples)),
    tokens: mean(all.map((run) => run.tokens)),
    seconds: mean(all.map((run) => run.seconds)),
    joules: meanOrNull(all.map((run) => run.joules)),
    flops: meanOrNull(all.map((run) => run.flops)),
    calibration: calibrationOf(verified.flatMap((run) => (run.confidence === null ? [] : [{ probability: run.confidence, isTrue: isRight(run) }])), CALIBRATION_BINS),
    coverage: coverageOf(all.map((run) => ({ run, forecast: run.forecast }))),
    verifiedForecast: calibrationOf(all.flatMap(({ forecast, status }) => (forecast.verifiedProbability === null ? [] : [{ probability: forecast.verifiedProbability, isTrue: status === 'verified' }])), CALIBRATION_BINS),
  };
}

function isRight({ score }: PolicyRun): boolean {
  return score !== null && isRightScore(score);
}

function meanOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length || known.length === 0 ? null : mean(known);
}

function hasPlusTests(problems: readonly ProblemResult[]): boolean {
  return problems.some(({ scores }) => scores.flat().some(({ plus }) => plus !== null));
}

/** Samples come as a run that takes all of them would draw them: group after group, those of one group in any order. */
export function oracleCurve(problems: readonly ProblemResult[], samples: number): readonly OraclePoint[] {
  const hasPlus = hasPlusTests(problems);
  return Array.from({ length: samples }, (_, index) => ({
    samples: index + 1,
    base: mean(problems.map(({ scores }) => anyRight(scores.map((group) => group.map(({ base }) => base)), index + 1))),
    plus: hasPlus ? mean(problems.map(({ scores }) => anyRight(scores.map((group) => group.map(({ base, plus }) => plus ?? base)), index + 1))) : null,
  }));
}

/** Chance that one of the first so many samples is right. */
function anyRight(groups: readonly (readonly boolean[])[], samples: number): number {
  let allWrong = 1;
  let left = samples;
  for (const group of groups) {
    const taken = Math.min(left, group.length);
    allWrong *= 1 - passAtK(group.length, group.filter(Boolean).length, taken);
    left -= taken;
  }
  return 1 - allWrong;
}
