import type { ChatMessage } from '../model';
import type { CodeTask } from '../verification/types';
import { answerPrompt, TITLES, type AnswerOptions, type AnswerPrompt } from './answerPrompt';
import { contextWords } from './context';

/**
 * Asks for one complete implementation, with the answer made to begin inside a code block where the
 * model allows that, and inside the function where the task has its opening: small models copy signature and
 * description otherwise, which is more than half of what they write.
 */
export function solvePrompt(task: CodeTask, options: AnswerOptions): AnswerPrompt {
  return answerPrompt(task, solveMessages(task, options), options);
}

/** The conversation up to the model's answer. */
export function solveMessages(task: CodeTask, { opening }: Pick<AnswerOptions, 'opening'>): readonly [system: ChatMessage, request: ChatMessage] {
  const title = TITLES[task.language];
  return [
    { role: 'system', content: `You are a careful ${title} programmer. You answer with code only.` },
    { role: 'user', content: contextWords(task) + (task.form === 'source' ? sourceRequest(task, title, opening !== null) : wordsRequest(task, title)) },
  ];
}

function sourceRequest(task: CodeTask, title: string, isBegun: boolean): string {
  const name = task.functionName === null ? 'the function' : `the function \`${task.functionName}\``;
  return [
    `Complete ${name} in this ${title} code so that it does what its description says, for every input.`,
    isBegun
      ? 'Leave out tests and explanations.'
      : 'Repeat the imports, the helpers and the whole function; leave out the description, tests and explanations.',
    '',
    `\`\`\`${task.language}`,
    task.text.trimEnd(),
    '```',
  ].join('\n');
}

function wordsRequest(task: CodeTask, title: string): string {
  const name = task.functionName === null ? `a ${title} function` : `the ${title} function \`${task.functionName}\``;
  return [`Write ${name} for this task. Give the whole function with its imports, without tests.`, '', task.text.trim()].join('\n');
}
