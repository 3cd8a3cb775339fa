import type { GenerateOptions, LanguageModel, Prompt } from '../model';
import { RecordingModel, type Recording } from '../recording';
import { deserializeError } from '../base/errors';
import { seededRandom } from '../base/random';
import { plannedGroups, recordedTexts } from './plannedGroups';
import { taskOf, type Problem } from './problems';

export interface SamplingOptions {
  /** Samples of each problem, the greedy one included. */
  readonly samples: number;
  readonly seed: number;
  readonly abortSignal?: AbortSignal;
  onProblem?(done: number, total: number): void;
}

/**
 * Draws, for each problem, what a run that takes all of its samples would draw into a recording, as far as it is not
 * there yet. What was drawn stays when the run is broken off.
 * @throws ReckonError what the model failed with, or `cancelled`
 */
export async function drawIntoRecording(model: LanguageModel, recording: Recording, problems: readonly Problem[], options: SamplingOptions): Promise<void> {
  const recorder = new RecordingModel(model, recording);
  for (const [index, problem] of problems.entries()) {
    for (const group of await plannedGroups(await taskOf(problem), model.info, options.samples)) {
      const { prompt, count, temperature } = group;
      const known = recordedTexts(group, recording).length;
      if (known < count) {
        const seed = seededRandom(options.seed).fork(index).fork(Math.round(temperature * 100)).fork(known).integer(2 ** 31);
        await drain(recorder, prompt, count - known, { ...group.options, seed, ...(options.abortSignal ? { abortSignal: options.abortSignal } : {}) });
      }
    }
    options.onProblem?.(index + 1, problems.length);
  }
}

async function drain(model: LanguageModel, prompt: Prompt, count: number, options: GenerateOptions): Promise<void> {
  for await (const part of model.sample(prompt, count, options)) {
    if (part.type === 'error') {
      throw deserializeError(part.error);
    }
  }
}
