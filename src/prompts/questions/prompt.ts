import type { ChatPrompt } from '../../model';
import { readQuestion, type AnswerKind, type QuestionForm, type QuestionReading } from './form';

/** Code that a question is about. */
export interface QuestionCode {
  /** As it is called behind a code fence; empty when not known. */
  readonly language: string;
  readonly text: string;
}

/** A question as it is put to a model. */
export interface Question extends QuestionReading {
  readonly words: string;
  /** Null when it is about words alone. */
  readonly code: QuestionCode | null;
  /** Whether a text is taken where no short answer comes; false where a person insists on a short one. */
  readonly mayBeText: boolean;
}

/** What a person may say of a question instead of leaving it to its words. */
export type WantedForm = Exclude<QuestionForm, 'unclear'>;

/** Reads a question. `wanted` overrules what its words look like. */
export function questionOf(words: string, { code = null, wanted }: { readonly code?: QuestionCode | null; readonly wanted?: WantedForm } = {}): Question {
  const reading = readQuestion(words);
  return { words: words.trim(), code, ...reading, ...(wanted === undefined ? {} : { form: wanted }), mayBeText: wanted !== 'short' };
}

const SYSTEMS: Readonly<Record<QuestionForm, string>> = {
  short: 'You answer questions carefully, and you think before you answer.',
  unclear: 'You answer questions carefully, and you think before you answer.',
  free: 'You answer questions clearly and briefly. You say so when you do not know.',
};

const ENDS: Readonly<Record<AnswerKind, string>> = {
  number: 'the number, with its unit if it has one',
  'yes-no': 'yes or no',
  option: 'the letter of the right option',
  value: 'the answer itself, in a few words',
};

/** What makes a model write its steps without an example of them (Kojima et al., 2205.11916). */
const STEP_BY_STEP = "Let's think step by step.";

/**
 * Asks for a chain of thought (Wei et al., 2201.11903) that ends with the answer on a line of its own, or, where
 * the question wants a text, for nothing but the text. The same for every sample, so that the prompt is read once.
 */
export function questionPrompt(question: Question, { supportsAnswerPrefix }: { readonly supportsAnswerPrefix: boolean }): ChatPrompt {
  return {
    kind: 'chat',
    messages: [
      { role: 'system', content: SYSTEMS[question.form] },
      { role: 'user', content: [textOf(question), ...requestOf(question)].join('\n\n') },
    ],
    ...(supportsAnswerPrefix && question.form === 'short' ? { answerPrefix: STEP_BY_STEP } : {}),
  };
}

function textOf({ words, code }: Question): string {
  return code === null ? words : `${words}\n\n\`\`\`${code.language}\n${code.text.trimEnd()}\n\`\`\``;
}

function requestOf({ form, kind }: Question): string[] {
  switch (form) {
    case 'short':
      return [`Think step by step. Then end with one line that begins with "Answer:" and has only ${ENDS[kind]}.`];
    case 'unclear':
      return ['If this has a short answer, think step by step and end with one line that begins with "Answer:" and has only that answer. Else answer in a few sentences.'];
    case 'free':
      return [];
  }
}
