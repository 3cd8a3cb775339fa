import type { Clock } from '../../base/clock';
import { isComparable } from '../../verification/canonical';
import type { Candidate, CodeExecutor } from '../../verification/types';
import { solutionOf, taskOf, type Problem } from '../problems';
import { sameOutcomes } from './compare';
import { passesHiddenTests } from './hiddenTests';
import { outcomesOn, type InputOutcome } from './inputs';
import { rootsOracle } from './oracles';

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

/** What a problem's solution gives for each input, and how long it takes for all of them. */
interface Expected {
  readonly outcomes: readonly InputOutcome[];
  readonly seconds: number;
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
  private readonly expected = new Map<string, Promise<Expected>>();

  constructor(private readonly executor: CodeExecutor, private readonly clock: Clock) {}

  async score(problem: Problem, candidate: Candidate, abortSignal?: AbortSignal): Promise<Score> {
    const options = abortSignal ? { abortSignal } : {};
    if (problem.inputs.length === 0 || problem.solution === null) {
      return { base: (await passesHiddenTests(this.executor, problem, candidate, options)) === true, plus: null };
    }
    const base = await this.agrees(problem, candidate, 0, problem.baseInputs, abortSignal);
    const plus = problem.inputs.length > problem.baseInputs ? base && (await this.agrees(problem, candidate, problem.baseInputs, problem.inputs.length, abortSignal)) : null;
    return { base, plus };
  }

  private async agrees(problem: Problem, candidate: Candidate, from: number, to: number, abortSignal: AbortSignal | undefined): Promise<boolean> {
    const { outcomes, seconds } = await this.expectedOf(problem);
    const oracle = rootsOracle(problem);
    // An input that is too much for the solution itself, or to which its own answer is wrong, says nothing of others.
    const told = problem.inputs.map((input, index) => ({ input, expected: outcomes[index] ?? null })).slice(from, to)
      .filter(({ input, expected }) => expected?.type === 'value' && (oracle === null || oracle(input, expected)));
    const inputs = told.map(({ input }) => input);
    const actual = await outcomesOn(this.executor, candidate, inputs, { isPatient: false, abortSignal, runSeconds: Math.max(LEAST_SECONDS, SOLUTION_FACTOR * seconds) });
    return oracle === null ? sameOutcomes(told.map(({ expected }) => expected), actual, problem.tolerance) : inputs.every((input, index) => oracle(input, actual[index] ?? null));
  }

  private expectedOf(problem: Problem): Promise<Expected> {
    const known = this.expected.get(problem.id);
    if (known) {
      return known;
    }
    const made = this.runSolution(problem);
    this.expected.set(problem.id, made);
    return made;
  }

  /** What the solution gives for each input; null where it does not handle one. */
  private async runSolution(problem: Problem): Promise<Expected> {
    const solution = await solutionOf(problem, await taskOf(problem));
    if (solution === null) {
      throw new Error(`${problem.id} has no solution.`);
    }
    const startedAt = this.clock.seconds();
    const outcomes = await outcomesOn(this.executor, solution, problem.inputs, { isPatient: true });
    return {
      outcomes: outcomes.map((outcome) => (outcome?.type === 'value' && isComparable(outcome.value) ? outcome : null)),
      seconds: this.clock.seconds() - startedAt,
    };
  }
}
