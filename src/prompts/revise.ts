import type { CodeTask } from '../verification/types';
import { answerPrompt, TITLES, type AnswerOptions, type AnswerPrompt } from './answerPrompt';
import { solveMessages } from './solve';

/** What was wrong with an answer, in words. */
export interface Failing {
  /** The code that was run. */
  readonly code: string;
  /** Such as `` `add(1, 2)` gave `4`, not `3` ``. */
  readonly symptom: string;
}

/** Shows a model an answer that failed and what it failed with, and asks for a better one (self-debugging, Chen et al., 2304.05128). */
export function revisePrompt(task: CodeTask, { code, symptom }: Failing, options: AnswerOptions): AnswerPrompt {
  return answerPrompt(task, [
    ...solveMessages(task, options),
    { role: 'assistant', content: `\`\`\`${task.language}\n${code.trimEnd()}\n\`\`\`` },
    { role: 'user', content: `That is wrong: ${symptom}. Find the mistake and write the ${TITLES[task.language]} function again, so that it is right for every input. Leave out tests and explanations.` },
  ], options);
}
