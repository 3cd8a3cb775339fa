import type { ModelInfo } from '../model';
import { extractCode, solvePrompt, type AnswerOptions, type AnswerPrompt } from '../prompts';
import { openingOf } from '../verification/task';
import type { CodeTask } from '../verification/types';

type Asked = Pick<ModelInfo, 'supportsAnswerPrefix'>;

/** How the answers to a task can be made to begin. */
export async function optionsFor(task: CodeTask, { supportsAnswerPrefix }: Asked): Promise<AnswerOptions> {
  return { supportsAnswerPrefix, opening: supportsAnswerPrefix ? await openingOf(task) : null };
}

/** How a model is asked for the code of a task. */
export async function answerPromptFor(task: CodeTask, info: Asked): Promise<AnswerPrompt> {
  return solvePrompt(task, await optionsFor(task, info));
}

/** How a whole answer begins, where one was begun already. */
const BEGINS_AGAIN = /^(?:import|from|export|async|function|def|class)\b|^@/;

/** The code of an answer, with what the model was made to begin with. */
export function codeOf({ opening }: Pick<AnswerPrompt, 'opening'>, answer: string): string {
  const code = extractCode(answer);
  return BEGINS_AGAIN.test(code) ? code : opening + code;
}
