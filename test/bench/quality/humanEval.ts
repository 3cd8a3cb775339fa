import { readProblems, taskOf, type Problem } from '../../../src/evaluation/problems';
import { passesHiddenTests } from '../../../src/evaluation/scoring/hiddenTests';
import type { GenerateOptions, Prompt } from '../../../src/model';
import { extractCode, solvePrompt } from '../../../src/prompts';
import { MAX_ANSWER_TOKENS, samplingOptions } from '../../../src/reasoning';
import { assembleProgram } from '../../../src/verification/task';
import type { CodeTask } from '../../../src/verification/types';
import type { SandboxVerifier } from '../../../src/verification/verifier';

/** A problem of HumanEval (Chen et al., 2107.03374) as Reckon would be asked it. */
export interface AskedProblem {
  readonly id: string;
  readonly problem: Problem;
  readonly task: CodeTask;
  readonly prompt: Prompt;
  readonly options: Omit<GenerateOptions, 'abortSignal'>;
}

/** @param path a file of the data set as published, one JSON document a line, gzipped or not */
export function askedProblems(path: string, count: number): Promise<AskedProblem[]> {
  return Promise.all(readProblems(path, count).map(async (problem) => {
    const task = await taskOf(problem);
    const answer = solvePrompt(task, { supportsAnswerPrefix: true });
    return { id: problem.id, problem, task, prompt: answer.prompt, options: { ...samplingOptions(answer, 0), maxOutputTokens: MAX_ANSWER_TOKENS } };
  }));
}

/** Whether an answer passes the problem's own tests, run in the product's sandbox. */
export async function passes(verifier: SandboxVerifier, { id, problem, task }: AskedProblem, answer: string): Promise<boolean> {
  const assembled = await assembleProgram(task, extractCode(answer));
  return (await passesHiddenTests(verifier, problem, { id, language: problem.language, ...assembled }, {})) === true;
}
