import type { ChatPrompt, GenerateOptions } from '../model';
import type { CodeTask, Language } from '../verification/types';

/** A prompt with where its answer ends. */
export interface AnswerPrompt extends Pick<GenerateOptions, 'stopSequences' | 'stopAfterFunction'> {
  readonly prompt: ChatPrompt;
}

const TITLES: Readonly<Record<Language, string>> = {
  python: 'Python',
  typescript: 'TypeScript',
  javascript: 'JavaScript',
};

/** Closes the block that the answer is made to begin in. */
const FENCE_END = '\n```';

/**
 * Asks for one complete implementation, with the answer made to begin inside a code block where the
 * model allows that. Where it does not, the answer may begin with anything, so that nothing in it
 * can be taken for its end either.
 */
export function solvePrompt(task: CodeTask, { supportsAnswerPrefix }: { readonly supportsAnswerPrefix: boolean }): AnswerPrompt {
  const title = TITLES[task.language];
  return {
    prompt: {
      kind: 'chat',
      messages: [
        { role: 'system', content: `You are a careful ${title} programmer. You answer with code only.` },
        { role: 'user', content: task.form === 'source' ? sourceRequest(task, title) : wordsRequest(task, title) },
      ],
      ...(supportsAnswerPrefix ? { answerPrefix: `\`\`\`${task.language}\n` } : {}),
    },
    // Small models go on with prints and tests once the function is complete: a fifth of their tokens.
    ...(supportsAnswerPrefix ? { stopSequences: [FENCE_END], stopAfterFunction: task.language } : {}),
  };
}

function sourceRequest(task: CodeTask, title: string): string {
  const name = task.functionName === null ? 'the function' : `the function \`${task.functionName}\``;
  return [
    `Complete ${name} in this ${title} code so that it does what its description says, for every input.`,
    'Repeat the imports, the helpers and the whole function; leave out the description, tests and explanations.',
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
