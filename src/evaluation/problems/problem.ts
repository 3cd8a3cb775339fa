import { assembleProgram, readTask } from '../../verification/task';
import type { Candidate, CodeTask, Language } from '../../verification/types';

/** A problem of a benchmark with the hidden part by which answers are scored. */
export interface Problem {
  readonly id: string;
  readonly language: Language;
  /** All that a model, the controller and the verifier see. */
  readonly prompt: string;
  readonly functionName: string;
  /** The body that is known to be right; null where the data set has none. */
  readonly solution: string | null;
  /** The data set's own tests as a program; null where it has none. */
  readonly test: string | null;
  /** Each the text of a JSON list of arguments, those of the data set's own tests first; empty where it lists none. */
  readonly inputs: readonly string[];
  /** How many of `inputs`, from the first, are those of the data set's own tests; what follows is HumanEval+'s. */
  readonly baseInputs: number;
  /** Largest difference between floats that counts as none, beside what is allowed of their size ([compare](../scoring/compare.ts)). */
  readonly tolerance: number;
}

const EXTENSIONS = { python: 'py', typescript: 'ts', javascript: 'js' } as const;

/** The problem as Reckon reads it from a file. */
export function taskOf({ prompt, language, functionName }: Problem): Promise<CodeTask> {
  return readTask(prompt, { language, functionName, fileName: `task.${EXTENSIONS[language]}` });
}

/** The problem's own solution as a candidate; null where it has none. */
export async function solutionOf({ id, language, prompt, solution }: Problem, task: CodeTask): Promise<Candidate | null> {
  return solution === null ? null : { id, language, ...(await assembleProgram(task, prompt + solution)) };
}
