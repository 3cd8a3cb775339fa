import type { ChatPrompt, GenerateOptions } from '../model';
import type { CodeTask } from '../verification/types';
import { answerPrompt, TITLES, type AnswerOptions, type AnswerPrompt } from './answerPrompt';
import { solveMessages } from './solve';

/** A prompt for a plan in words. */
export interface PlanPrompt extends Pick<GenerateOptions, 'stopSequences'> {
  readonly prompt: ChatPrompt;
}

const PLAN_START = '1.';

/** Asks how a function could be written, without code (ideas before code: Wang et al., 2409.03733). */
export function planPrompt(task: CodeTask, { supportsAnswerPrefix }: Pick<AnswerOptions, 'supportsAnswerPrefix'>): PlanPrompt {
  return {
    prompt: wordsPrompt(task, 'Do not write code yet. List the steps of an algorithm for it, at most five short lines.', supportsAnswerPrefix ? PLAN_START : null),
    stopSequences: ['\n\n', '```'],
  };
}

/** A conversation whose next message is words about a task. @param start what that is made to begin with; null: the model cannot be made to */
export function wordsPrompt(task: CodeTask, request: string, start: string | null): ChatPrompt {
  const [, { content }] = solveMessages(task, { opening: '' });
  return {
    kind: 'chat',
    messages: [
      { role: 'system', content: `You are a careful ${TITLES[task.language]} programmer. You plan before you write code.` },
      { role: 'user', content: `${content}\n\n${request}` },
    ],
    ...(start === null ? {} : { answerPrefix: start }),
  };
}

/** The steps of a plan that a model wrote, one a line. */
export function planSteps(answer: string): readonly string[] {
  return `${PLAN_START}${answer}`.split('\n').map((line) => line.replace(/^[\s\d.)*-]+/, '').trim()).filter((line) => line !== '');
}

/** Steps as a model reads and writes them. */
export function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
}

/** Asks for the code of a plan, which stands in the conversation before it. */
export function planCodePrompt(task: CodeTask, steps: readonly string[], options: AnswerOptions): AnswerPrompt {
  const [system, request] = solveMessages(task, options);
  return answerPrompt(task, [system, { role: 'user', content: `${request.content}\n\nFollow this plan:\n${numbered(steps)}` }], options);
}
