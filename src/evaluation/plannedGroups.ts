import type { ModelInfo, Prompt } from '../model';
import { answerPromptFor, codeOf, MAX_ANSWER_TOKENS, samplePlan, samplingOptions } from '../reasoning';
import { questionOf, type Question, type Recording } from '../recording';
import type { CodeTask } from '../verification/types';

/** Samples of one problem that are drawn alike. */
export interface PlannedGroup {
  readonly prompt: Prompt;
  readonly options: ReturnType<typeof samplingOptions> & { readonly maxOutputTokens: number };
  readonly question: Question;
  readonly temperature: number;
  /** How many of them a run draws that takes all of its samples. */
  readonly count: number;
  /** The code of an answer. */
  codeOf(text: string): string;
}

/** What a run that takes so many samples, the greedy one included, asks in the order in which it does. */
export async function plannedGroups(task: CodeTask, model: ModelInfo, samples: number): Promise<readonly PlannedGroup[]> {
  const answer = await answerPromptFor(task, model);
  return samplePlan(samples).map(({ count, temperature }) => {
    const options = { ...samplingOptions(answer, temperature), maxOutputTokens: MAX_ANSWER_TOKENS };
    return { prompt: answer.prompt, options, question: questionOf(answer.prompt, options), temperature, count, codeOf: (text) => codeOf(answer, text) };
  });
}

/** Samples that are recorded of a group, also those that no run would draw. */
export function recordedTexts({ question }: PlannedGroup, recording: Recording): readonly string[] {
  return (recording.answersTo(question)?.samples ?? []).map(({ text }) => text);
}
