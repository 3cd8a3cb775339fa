import type { PolicyRun, ProblemResult } from '../../../src/evaluation';

/** What a way to spend compute came to: shares of runs, and means of them. */
export interface CascadeOutcome {
  readonly way: string;
  readonly base: number;
  /** By the strictest tests that a problem has. */
  readonly strictly: number;
  readonly verified: number;
  readonly seconds: number;
  /** Null where a model's size is not known. */
  readonly flops: number | null;
}

/** The part of a run that counts here. */
type Spent = Pick<PolicyRun, 'status' | 'score' | 'seconds' | 'flops'>;

/** Ways of the first model after which the larger one is asked. */
const FIRST_WAYS = ['greedy', 'first-pass', 'policy'] as const;

/**
 * Each way alone and followed by the larger model's greedy answer where nothing of it passes, on the problems of both.
 * Where that does not pass either it is the answer, as a larger model is right more often.
 * @throws RangeError where both have no problem in common
 */
export function cascades(first: readonly ProblemResult[], larger: readonly ProblemResult[]): readonly CascadeOutcome[] {
  const pairs = first.flatMap((problem) => {
    const second = larger.find(({ id }) => id === problem.id)?.orders[0]?.find(({ policy }) => policy === 'greedy');
    return second === undefined ? [] : problem.orders.map((runs) => ({ runs, second }));
  });
  if (pairs.length === 0) {
    throw new RangeError('The evaluations have no problem in common that the larger model answered by the policy greedy.');
  }
  const alone = FIRST_WAYS.filter((way) => pairs.every(({ runs }) => runs.some(({ policy }) => policy === way)));
  const runOf = (runs: readonly PolicyRun[], way: string): PolicyRun => runs.find(({ policy }) => policy === way) as PolicyRun;
  return [
    outcomeOf('larger: greedy', pairs.map(({ second }) => second)),
    ...alone.flatMap((way) => [
      outcomeOf(way, pairs.map(({ runs }) => runOf(runs, way))),
      outcomeOf(`${way}, then larger`, pairs.map(({ runs, second }) => followed(runOf(runs, way), second))),
    ]),
  ];
}

function followed(own: PolicyRun, second: PolicyRun): Spent {
  if (own.status === 'verified') {
    return own;
  }
  const flops = own.flops === null || second.flops === null ? null : own.flops + second.flops;
  return { status: second.status, score: second.score, seconds: own.seconds + second.seconds, flops };
}

function outcomeOf(way: string, runs: readonly Spent[]): CascadeOutcome {
  const mean = (of: (run: Spent) => number): number => runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
  return {
    way,
    base: mean(({ score }) => Number(score?.base === true)),
    strictly: mean(({ score }) => Number(score !== null && (score.plus ?? score.base))),
    verified: mean(({ status }) => Number(status === 'verified')),
    seconds: mean(({ seconds }) => seconds),
    flops: runs.some(({ flops }) => flops === null) ? null : mean(({ flops }) => flops ?? 0),
  };
}
