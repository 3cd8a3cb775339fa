import type { ChatMessage, ChatPrompt, GenerateOptions } from '../model';
import type { CodeTask, Language } from '../verification/types';

/** A prompt with where its answer begins and ends. */
export interface AnswerPrompt extends Pick<GenerateOptions, 'stopSequences' | 'stopAfterFunction'> {
  readonly prompt: ChatPrompt;
  /** Code that the answer is made to go on from; empty where it begins by itself. */
  readonly opening: string;
}

export interface AnswerOptions {
  /** Whether the model can be made to begin its answer with a given text. */
  readonly supportsAnswerPrefix: boolean;
  /** The task's code up to the body that is to be written; null where the answer has to give the whole function. */
  readonly opening: string | null;
}

export const TITLES: Readonly<Record<Language, string>> = {
  python: 'Python',
  typescript: 'TypeScript',
  javascript: 'JavaScript',
};

/** Closes the block that the answer is made to begin in. */
const FENCE_END = '\n```';

/**
 * A conversation whose next message is code. Where the model cannot be made to begin with a code block, the answer
 * may begin with anything, so that nothing in it can be taken for its end either.
 */
export function answerPrompt({ language }: CodeTask, messages: readonly ChatMessage[], { supportsAnswerPrefix, opening }: AnswerOptions): AnswerPrompt {
  if (!supportsAnswerPrefix) {
    return { prompt: { kind: 'chat', messages }, opening: '' };
  }
  return {
    prompt: { kind: 'chat', messages, answerPrefix: `\`\`\`${language}\n${opening ?? ''}` },
    opening: opening ?? '',
    // Small models go on with prints and tests once the function is complete: a fifth of their tokens.
    stopSequences: [FENCE_END],
    stopAfterFunction: language,
  };
}
