import type { ChatMessage, ChatPrompt, GenerateOptions } from '../model';
import type { CodeTask, Language } from '../verification/types';
import { TITLES, type AnswerOptions } from './answerPrompt';

/** A prompt for assertions about the function of a task. */
export interface TestsPrompt extends Pick<GenerateOptions, 'stopSequences'> {
  readonly prompt: ChatPrompt;
  /** What the answer is made to go on from; empty where it begins by itself. */
  readonly opening: string;
}

/** How an assertion begins, up to the arguments of the call. */
const ASSERTS: Readonly<Record<Language, (name: string) => string>> = {
  python: (name) => `assert ${name}(`,
  javascript: (name) => `assert.deepStrictEqual(${name}(`,
  typescript: (name) => `assert.deepStrictEqual(${name}(`,
};

/** How one looks when it is whole. */
const SHAPES: Readonly<Record<Language, (name: string) => string>> = {
  python: (name) => `assert ${name}(...) == ...`,
  javascript: (name) => `assert.deepStrictEqual(${name}(...), ...);`,
  typescript: (name) => `assert.deepStrictEqual(${name}(...), ...);`,
};

/** Assertions that are asked for at once: a small model repeats itself after so many. */
const ASKED_TESTS = 'six';

/**
 * Asks for tests of a function that nobody has written yet: calls with the results that the description demands
 * (CodeT: Chen et al., 2207.10397).
 */
export function testsPrompt(task: CodeTask, functionName: string, { supportsAnswerPrefix }: Pick<AnswerOptions, 'supportsAnswerPrefix'>): TestsPrompt {
  const title = TITLES[task.language];
  const messages: readonly ChatMessage[] = [
    { role: 'system', content: `You are a careful ${title} programmer. You write tests, and answer with code only.` },
    {
      role: 'user',
      content: [
        `${task.form === 'source' ? `This ${title} code describes` : `This task describes`} the function \`${functionName}\`.`,
        '',
        ...(task.form === 'source' ? [`\`\`\`${task.language}`, task.text.trimEnd(), '```'] : [task.text.trim()]),
        '',
        `Write ${ASKED_TESTS} different assertions about it, one a line, each of the form \`${SHAPES[task.language](functionName)}\` with plain values: usual inputs first, then special ones. Do not write the function, and do not repeat its examples.`,
      ].join('\n'),
    },
  ];
  if (!supportsAnswerPrefix) {
    return { prompt: { kind: 'chat', messages }, opening: '' };
  }
  const opening = ASSERTS[task.language](functionName);
  return {
    prompt: { kind: 'chat', messages, answerPrefix: `\`\`\`${task.language}\n${opening}` },
    opening,
    stopSequences: ['\n```'],
  };
}
