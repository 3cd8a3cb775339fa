import type { ChatMessage, ChatPrompt, GenerateOptions } from '../model';
import type { CodeTask } from '../verification/types';
import { TITLES, type AnswerOptions } from './answerPrompt';

type Asked = Pick<AnswerOptions, 'supportsAnswerPrefix'>;

/** A prompt for calls of the task's function. */
export interface CallsPrompt extends Pick<GenerateOptions, 'stopSequences'> {
  readonly prompt: ChatPrompt;
  /** What the answer is made to go on from; empty where it begins by itself. */
  readonly opening: string;
}

function description({ form, language, text }: CodeTask): readonly string[] {
  return form === 'source' ? [`\`\`\`${language}`, text.trimEnd(), '```'] : [text.trim()];
}

/** Shows two programs and asks for inputs that tell them apart (S*: Li et al., 2502.14382). */
export function separatingPrompt(task: CodeTask, functionName: string, programs: readonly [string, string], { supportsAnswerPrefix }: Asked): CallsPrompt {
  const shown = programs.flatMap((code, index) => [`Program ${index + 1}:`, `\`\`\`${task.language}`, code.trimEnd(), '```', '']);
  const messages: readonly ChatMessage[] = [
    { role: 'system', content: `You are a careful ${TITLES[task.language]} programmer. You answer with code only.` },
    {
      role: 'user',
      content: [
        'Two programs are meant to do what this says:', '', ...description(task), '', ...shown,
        `They do not always give the same. Write three calls of \`${functionName}\` with plain values for which they give different results, one a line, and nothing else.`,
      ].join('\n'),
    },
  ];
  const opening = `${functionName}(`;
  return supportsAnswerPrefix
    ? { prompt: { kind: 'chat', messages, answerPrefix: `\`\`\`${task.language}\n${opening}` }, opening, stopSequences: ['\n```'] }
    : { prompt: { kind: 'chat', messages }, opening: '' };
}

/** Asks which of two outcomes of a call the description demands. The answer is a letter. */
export function outcomePrompt(task: CodeTask, call: string, [first, second]: readonly [string, string], { supportsAnswerPrefix }: Asked): ChatPrompt {
  const messages: readonly ChatMessage[] = [
    { role: 'system', content: 'You read descriptions of programs carefully. You answer with one letter.' },
    {
      role: 'user',
      content: [
        'This describes a function:', '', ...description(task), '',
        `What must \`${call}\` give, as it is described?`, `A: ${first}`, `B: ${second}`, 'Answer A or B.',
      ].join('\n'),
    },
  ];
  return { kind: 'chat', messages, ...(supportsAnswerPrefix ? { answerPrefix: 'The answer is' } : {}) };
}

/** The outcome that an answer is for; null where it names neither. */
export function chosenOutcome(answer: string): 0 | 1 | null {
  const letter = /(?<![A-Za-z])([AB])(?![A-Za-z])/.exec(answer)?.[1];
  return letter === undefined ? null : letter === 'A' ? 0 : 1;
}
