import { throwIfAborted } from '../../base/abort';
import type { Clock } from '../../base/clock';
import { isComparable } from '../../verification/canonical';
import type { CodeExecutor } from '../../verification/types';
import { solutionOf, taskOf, type Problem } from '../problems';
import { passesHiddenTests } from './hiddenTests';
import { outcomesOn, type InputOutcome } from './inputs';
import { NotScorable } from './notScorable';
import { rootsOracle } from './oracles';

/** What a problem's solution gives, and how long it takes for all inputs together. */
export interface Expected {
  /** One an input; null where nothing can be asked of an answer: it is too much for the solution itself, or its own answer is wrong. */
  readonly outcomes: readonly InputOutcome[];
  readonly seconds: number;
}

/** What solutions do, each run once. */
export class Solutions {
  private readonly expected = new Map<string, Promise<Expected>>();
  private readonly passing = new Map<string, Promise<void>>();

  constructor(private readonly executor: CodeExecutor, private readonly clock: Clock) {}

  /** @throws NotScorable where it has none of an input of the data set's own tests; ReckonError `cancelled` */
  expectedOf(problem: Problem, abortSignal: AbortSignal | undefined): Promise<Expected> {
    return once(this.expected, problem.id, () => this.runOnInputs(problem, abortSignal));
  }

  /** @throws NotScorable where the problem's own solution does not pass its tests; ReckonError `cancelled` */
  requirePassing(problem: Problem, abortSignal: AbortSignal | undefined): Promise<void> {
    return once(this.passing, problem.id, () => this.runTests(problem, abortSignal));
  }

  private async runOnInputs(problem: Problem, abortSignal: AbortSignal | undefined): Promise<Expected> {
    const solution = await solutionOf(problem, await taskOf(problem));
    if (solution === null) {
      throw new NotScorable('it has inputs, but no solution');
    }
    const startedAt = this.clock.seconds();
    const given = await outcomesOn(this.executor, solution, problem.inputs, { isPatient: true, abortSignal });
    throwIfAborted(abortSignal);
    const oracle = rootsOracle(problem);
    const outcomes = given.map((outcome, index) => {
      const isTold = outcome?.type === 'value' && isComparable(outcome.value) && (oracle === null || oracle(problem.inputs[index] ?? '', outcome));
      return isTold ? outcome : null;
    });
    if (outcomes.slice(0, problem.baseInputs).every((outcome) => outcome === null)) {
      throw new NotScorable('its own solution gives nothing that can be compared for any of its inputs');
    }
    return { outcomes, seconds: this.clock.seconds() - startedAt };
  }

  private async runTests(problem: Problem, abortSignal: AbortSignal | undefined): Promise<void> {
    const solution = await solutionOf(problem, await taskOf(problem));
    if (solution === null) {
      return; // Whether its tests can be passed is then not known.
    }
    const isPassing = await passesHiddenTests(this.executor, problem, solution, abortSignal ? { abortSignal } : {});
    throwIfAborted(abortSignal);
    if (!isPassing) {
      throw new NotScorable('its own solution does not pass its tests here');
    }
  }
}

/** What rejects is made again when it is next asked for. */
function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const made = known.get(key) ?? make();
  known.set(key, made);
  made.catch(() => known.delete(key));
  return made;
}
