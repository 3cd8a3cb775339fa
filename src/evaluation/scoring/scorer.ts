import type { Clock } from '../../base/clock';
import type { Candidate, CodeExecutor } from '../../verification/types';
import type { Problem } from '../problems';
import { sameOutcomes } from './compare';
import { passesHiddenTests } from './hiddenTests';
import { outcomesOn } from './inputs';
import { NotScorable } from './notScorable';
import { rootsOracle } from './oracles';
import { Solutions } from './solution';

/** Whether an answer is right, as the hidden part of its problem tells. */
export interface Score {
  /** The data set's own tests. */
  readonly base: boolean;
  /** Those and HumanEval+'s inputs; null where the problem has none. */
  readonly plus: boolean | null;
}

/** By the strictest tests that there are. */
export function isRight({ base, plus }: Score): boolean {
  return plus ?? base;
}

/**
 * How long an answer may take: so many times as long as the solution, as EvalPlus has it, and not less than what a
 * busy machine may need. Most of those that take longer never end.
 */
const SOLUTION_FACTOR = 4;
const LEAST_SECONDS = 15;

/**
 * Scores answers with tests that neither the model nor the controller ever sees. Where a problem lists inputs
 * and has a solution, both are run on them apart and their results compared here; else its own test program runs.
 */
export class Scorer {
  private readonly solutions: Solutions;

  constructor(private readonly executor: CodeExecutor, clock: Clock) {
    this.solutions = new Solutions(executor, clock);
  }

  /**
   * An answer that is stopped by `abortSignal` looks like one that fails: look at the signal before you take it.
   * @throws NotScorable where the problem's hidden part tells nothing
   */
  async score(problem: Problem, candidate: Candidate, abortSignal?: AbortSignal): Promise<Score> {
    if (problem.baseInputs > 0 && problem.solution !== null) {
      const base = await this.agrees(problem, candidate, 0, problem.baseInputs, abortSignal);
      const plus = problem.inputs.length > problem.baseInputs ? base && (await this.agrees(problem, candidate, problem.baseInputs, problem.inputs.length, abortSignal)) : null;
      return { base, plus };
    }
    await this.solutions.requirePassing(problem, abortSignal);
    const isPassing = await passesHiddenTests(this.executor, problem, candidate, abortSignal ? { abortSignal } : {});
    if (isPassing === null) {
      throw new NotScorable('it has neither tests nor inputs with a solution');
    }
    return { base: isPassing, plus: null };
  }

  private async agrees(problem: Problem, candidate: Candidate, from: number, to: number, abortSignal: AbortSignal | undefined): Promise<boolean> {
    const { outcomes, seconds } = await this.solutions.expectedOf(problem, abortSignal);
    const told = problem.inputs.map((input, index) => ({ input, expected: outcomes[index] ?? null })).slice(from, to).filter(({ expected }) => expected !== null);
    const inputs = told.map(({ input }) => input);
    const actual = await outcomesOn(this.executor, candidate, inputs, { isPatient: false, abortSignal, runSeconds: Math.max(LEAST_SECONDS, SOLUTION_FACTOR * seconds) });
    const oracle = rootsOracle(problem);
    return oracle === null ? sameOutcomes(told.map(({ expected }) => expected), actual, problem.tolerance) : inputs.every((input, index) => oracle(input, actual[index] ?? null));
  }
}
