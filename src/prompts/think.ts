import type { ChatMessage } from '../model';
import type { CodeTask, Language } from '../verification/types';
import { answerPrompt, TITLES, type AnswerOptions, type AnswerPrompt } from './answerPrompt';
import { solveMessages } from './solve';

/**
 * Chain of thought (Wei et al., 2201.11903) where it costs least in code: as remarks at the head of the body, which
 * the code then follows (structured as in Li et al., 2305.06599).
 */
export function thinkPrompt(task: CodeTask, options: AnswerOptions): AnswerPrompt {
  const [, { content }] = solveMessages(task, options);
  const messages: readonly ChatMessage[] = [
    { role: 'system', content: `You are a careful ${TITLES[task.language]} programmer. You think in comments before you write code, and answer with code only.` },
    { role: 'user', content: `${content}\n\nBegin the body with a few comments that work out step by step what has to be done, and which inputs are special.` },
  ];
  return answerPrompt(task, messages, { ...options, opening: options.opening === null ? null : `${options.opening}${REMARK[task.language]} Step 1:` });
}

/** An indented remark begins so. */
const REMARK: Readonly<Record<Language, string>> = { python: '    #', javascript: '  //', typescript: '  //' };
