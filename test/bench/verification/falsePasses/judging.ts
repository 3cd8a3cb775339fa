import type { Clock } from '../../../../src/base/clock';
import { isComparable } from '../../../../src/verification/canonical';
import { RESOURCE_RANGES } from '../../../../src/verification/limits';
import { createVerifier, type SandboxVerifier } from '../../../../src/verification/verifier';
import { assembleProgram } from '../../../../src/verification/task';
import type { Candidate, CodeTask, ExampleStatus, VerdictStatus } from '../../../../src/verification/types';
import { solutionOf, taskOf, type Problem } from '../../../../src/evaluation/problems';
import { firstDifference } from '../../../../src/evaluation/scoring/compare';
import { outcomesOn, type InputOutcome } from '../../../../src/evaluation/scoring/inputs';
import type { Mutant } from './mutations';

/** What became of one mutant. */
export interface MutantResult {
  /** Of all visible examples; `not-compiled` is no mutant at all. */
  readonly verdict: VerdictStatus | 'not-compiled';
  /** How many examples it passes from the first on, before the first that it does not. */
  readonly passedFirst: number;
  /** The first input that tells it from the solution: one of the data set's own tests, one of HumanEval+'s, or none. Null: not looked for, as an example did. */
  readonly differsOn: 'base' | 'plus' | 'none' | null;
}

/** A problem with what its own solution does. */
export interface Reference {
  readonly row: Problem;
  readonly task: CodeTask;
  readonly solution: Candidate;
  /** The solution's own verdict; nothing is mutated unless it is `passed`. */
  readonly verdict: VerdictStatus;
}

/** Inputs of HumanEval+ that are tried with the base ones first: most wrong mutants show there, and the rest is many. */
const FIRST_PLUS_INPUTS = 32;
/** Honest examples take milliseconds; one second for a mutant that never ends keeps the run within minutes. */
const STEP_SECONDS = 1;
const NOT_COMPILED: ReadonlySet<string> = new Set(['SyntaxError', 'IndentationError', 'TabError']);

/** HumanEval+ has inputs on which its own solutions take seconds here; with more for 64 of them they are left out. */
const INPUTS_SECONDS = 10;

/** Judges mutants one after the other; several benches work beside each other. */
export class Bench {
  private readonly verifier: SandboxVerifier;
  private readonly executor: SandboxVerifier;

  constructor(scripts: { readonly python: string; readonly javascript: string }, clock: Clock) {
    const options = { pythonScript: scripts.python, javascriptScript: scripts.javascript, clock };
    this.verifier = createVerifier({ ...options, limits: { exampleSeconds: STEP_SECONDS } });
    this.executor = createVerifier({ ...options, limits: { exampleSeconds: INPUTS_SECONDS, candidateSeconds: RESOURCE_RANGES.candidateSeconds.most } });
  }

  async reference(row: Problem): Promise<Reference> {
    const task = await taskOf(row);
    const candidate = await solutionOf(row, task);
    if (candidate === null) {
      throw new Error(`${row.id} has no solution.`);
    }
    const { status } = await this.verifier.verify(candidate, task.examples);
    return { row, task, solution: candidate, verdict: status };
  }

  /** What the solution gives for each input; null where it does not handle one. */
  async expected({ row, solution }: Reference): Promise<readonly InputOutcome[]> {
    const outcomes = await outcomesOn(this.executor, solution, row.inputs, { isPatient: true });
    return outcomes.map((outcome) => (outcome?.type === 'value' && isComparable(outcome.value) ? outcome : null));
  }

  async judge({ row, task }: Reference, { code }: Mutant, expected: () => Promise<readonly InputOutcome[]>): Promise<MutantResult> {
    const assembled = await assembleProgram(task, code);
    const candidate: Candidate = { id: row.id, language: 'python', ...assembled };
    const { status, results } = await this.verifier.verify(candidate, task.examples);
    if (results.some(({ actual }) => actual !== null && NOT_COMPILED.has(actual))) {
      return { verdict: 'not-compiled', passedFirst: 0, differsOn: null };
    }
    const passedFirst = firstFailure(results.map((result) => result.status));
    return { verdict: status, passedFirst, differsOn: status === 'passed' ? await this.differsOn(row, candidate, await expected()) : null };
  }

  async dispose(): Promise<void> {
    await Promise.all([this.verifier.dispose(), this.executor.dispose()]);
  }

  private async differsOn(row: Problem, candidate: Candidate, expected: readonly InputOutcome[]): Promise<MutantResult['differsOn']> {
    const known = row.inputs.flatMap((text, index) => {
      const outcome = expected[index] ?? null;
      return outcome === null ? [] : [{ text, outcome, isBase: index < row.baseInputs }];
    });
    const first = known.filter(({ isBase }) => isBase).length + FIRST_PLUS_INPUTS;
    for (const part of [known.slice(0, first), known.slice(first)]) {
      const actual = await outcomesOn(this.executor, candidate, part.map(({ text }) => text), { isPatient: false });
      const found = part[firstDifference(part.map(({ outcome }) => outcome), actual, row.tolerance)];
      if (found) {
        return found.isBase ? 'base' : 'plus';
      }
    }
    return 'none';
  }
}

function firstFailure(statuses: readonly ExampleStatus[]): number {
  const index = statuses.findIndex((status) => status !== 'passed');
  return index < 0 ? statuses.length : index;
}
