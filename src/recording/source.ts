import { createHash } from 'node:crypto';
import { deserializeError } from '../base/errors';
import type { GenerateOptions, Prompt, TokenCount } from '../model';
import type { RecordingModel } from './recordingModel';

/** Where a replay gets what its recording lacks. */
export interface SampleSource {
  countTokens(prompt: Prompt): Promise<TokenCount>;
  /**
   * Draws further samples of a question into the recording.
   * @param known samples of it that are there already
   * @throws ReckonError what the model fails with, or `cancelled`
   */
  draw(prompt: Prompt, known: number, count: number, options: GenerateOptions): Promise<void>;
}

/** Asks a live model, and writes down what it says. The same question gets the same samples whenever it is asked. */
export class LiveSource implements SampleSource {
  constructor(private readonly model: RecordingModel, private readonly abortSignal?: AbortSignal) {}

  countTokens(prompt: Prompt): Promise<TokenCount> {
    return this.model.countTokens(prompt, this.abortSignal);
  }

  async draw(prompt: Prompt, known: number, count: number, options: GenerateOptions): Promise<void> {
    const seed = createHash('sha256').update(JSON.stringify([prompt, known])).digest().readUInt32LE() >>> 1;
    for await (const part of this.model.sample(prompt, count, { ...withoutSignal(options), seed, ...(this.abortSignal ? { abortSignal: this.abortSignal } : {}) })) {
      if (part.type === 'error') {
        throw deserializeError(part.error);
      }
    }
  }
}

/** A replay may stop looking at samples early; what is drawn for the recording is drawn whole. */
function withoutSignal(options: GenerateOptions): GenerateOptions {
  const { abortSignal, ...rest } = options;
  return abortSignal ? rest : options;
}
