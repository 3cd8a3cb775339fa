import { readProblems, taskOf, type Problem } from '../../../src/evaluation/problems';
import { passesHiddenTests } from '../../../src/evaluation/scoring/hiddenTests';
import type { GenerateOptions } from '../../../src/model';
import type { AnswerPrompt } from '../../../src/prompts';
import { answerPromptFor, codeOf, MAX_ANSWER_TOKENS, samplingOptions } from '../../../src/reasoning';
import { assembleProgram } from '../../../src/verification/task';
import type { CodeTask } from '../../../src/verification/types';
import type { SandboxVerifier } from '../../../src/verification/verifier';

/** A problem of HumanEval (Chen et al., 2107.03374) as Reckon would be asked it. */
export interface AskedProblem {
  readonly id: string;
  readonly problem: Problem;
  readonly task: CodeTask;
  readonly answer: AnswerPrompt;
  readonly options: Omit<GenerateOptions, 'abortSignal'>;
}

/** @param path a file of the data set as published, one JSON document a line, gzipped or not */
export function askedProblems(path: string, count: number): Promise<AskedProblem[]> {
  return Promise.all(readProblems(path, count).map(async (problem) => {
    const task = await taskOf(problem);
    const answer = await answerPromptFor(task, { supportsAnswerPrefix: true });
    return { id: problem.id, problem, task, answer, options: { ...samplingOptions(answer, 0), maxOutputTokens: MAX_ANSWER_TOKENS } };
  }));
}

/** Whether an answer passes the problem's own tests, run in the product's sandbox. */
export async function passes(verifier: SandboxVerifier, { id, problem, task, answer }: AskedProblem, text: string): Promise<boolean> {
  const assembled = await assembleProgram(task, codeOf(answer, text));
  return (await passesHiddenTests(verifier, problem, { id, language: problem.language, ...assembled }, {})) === true;
}
