import type { Random } from '../../base/random';
import type { PolicyRun, ProblemResult } from '../evaluate';
import { LEVEL_POLICIES } from '../policies';
import { isRight } from '../scoring';
import { bootstrapMean, mean, type Interval } from '../statistics/bootstrap';

/** Two policies on the same problems: what chance of the problems both share is no part of the intervals. */
export interface PairedDifference {
  readonly policy: string;
  readonly against: string;
  /** By how much larger a share of the problems is solved; negative where it is smaller. */
  readonly base: Interval;
  readonly plus: Interval | null;
  /** Tokens over those of the other. */
  readonly tokens: number;
}

/** An evaluation of another model. */
export interface OtherModel {
  readonly modelId: string;
  readonly problems: readonly ProblemResult[];
}

/**
 * The policies of the slider beside the greedy answer, beside all samples, and beside stopping at the first pass, as
 * far as they were replayed; and beside another model's greedy answers, on the problems that both have.
 */
export function pairedDifferences(problems: readonly ProblemResult[], random: Random, other: OtherModel | null = null): readonly PairedDifference[] {
  const replayed = problems[0]?.orders[0]?.map(({ policy }) => policy) ?? [];
  const fixed = replayed.findLast((policy) => policy.startsWith('fixed-'));
  const own = LEVEL_POLICIES.filter((policy) => replayed.includes(policy));
  const others = [GREEDY, fixed, 'first-pass'].filter((policy) => policy !== undefined && replayed.includes(policy)) as string[];
  const pairs = own.flatMap((policy) => others.filter((against) => against !== policy).map((against) => ({ policy, against })));
  return [
    ...pairs.map(({ policy, against }, index) => difference(runsOf(problems, policy), runsOf(problems, against), { policy, against }, random.fork(index))),
    ...(other === null ? [] : own.flatMap((policy, index) => besideOther(policy, problems, other, random.fork(pairs.length + index)))),
  ];
}

/** Empty where no problem is in both. */
function besideOther(policy: string, problems: readonly ProblemResult[], { modelId, problems: others }: OtherModel, random: Random): readonly PairedDifference[] {
  const theirs = new Map(others.map((problem) => [problem.id, problem]));
  const both = problems.filter(({ id }) => theirs.has(id));
  const right = runsOf(both.map(({ id }) => theirs.get(id) as ProblemResult), GREEDY);
  return both.length === 0 || right.some((runs) => runs.length === 0) ? [] : [difference(runsOf(both, policy), right, { policy, against: `${GREEDY} of ${modelId}` }, random)];
}

const GREEDY = 'greedy';

/** @param left one list of runs a problem, as `right` has them */
function difference(left: readonly (readonly PolicyRun[])[], right: readonly (readonly PolicyRun[])[], names: Pick<PairedDifference, 'policy' | 'against'>, random: Random): PairedDifference {
  const by = (isSolved: (run: PolicyRun) => boolean): number[] => left.map((runs, index) => shareOf(runs, isSolved) - shareOf(right[index] ?? [], isSolved));
  const hasPlus = left.flat().some(({ score }) => score !== null && score.plus !== null);
  const tokens = (runs: readonly (readonly PolicyRun[])[]): number => mean(runs.flat().map((run) => run.tokens));
  return {
    ...names,
    base: bootstrapMean(by(({ score }) => score?.base === true), random.fork(0)),
    plus: hasPlus ? bootstrapMean(by(({ score }) => score !== null && isRight(score)), random.fork(1)) : null,
    tokens: tokens(left) / tokens(right),
  };
}

function runsOf(problems: readonly ProblemResult[], policy: string): PolicyRun[][] {
  return problems.map(({ orders }) => orders.flatMap((runs) => runs.filter((run) => run.policy === policy)));
}

function shareOf(runs: readonly PolicyRun[], isSolved: (run: PolicyRun) => boolean): number {
  return mean(runs.map((run) => Number(isSolved(run))));
}
