import { throwIfAborted } from '../../src/base/abort';
import { ReckonError, serializeError } from '../../src/base/errors';
import { NO_USAGE, type GenerateOptions, type LanguageModel, type ModelInfo, type Prompt, type StreamPart, type TokenCount } from '../../src/model';

/** One scripted sample: its text, streamed in chunks, and what it costs. */
export interface ScriptedSample {
  readonly text: string;
  /** Defaults to one token for each four characters. */
  readonly tokens?: number;
  /** Default: -0.5. */
  readonly meanLogprob?: number;
}

export interface RecordedCall {
  readonly prompt: Prompt;
  readonly count: number;
  readonly options: GenerateOptions;
}

export interface ScriptedModelOptions {
  /** The samples of successive draws, in order; the last one repeats when the script runs out. */
  readonly samples: readonly ScriptedSample[];
  readonly promptTokens?: number;
  readonly info?: Partial<ModelInfo>;
  /** Runs before each part is yielded, so that a test can move time, cancel or fail. */
  onPart?(part: StreamPart): void;
  /** Makes call number `n` (from 0) fail in the middle. */
  readonly failAtCall?: number;
  /** Runs before that failure is reported. */
  onFailure?(): void;
}

const CHUNK = 12;

/** A `LanguageModel` whose answers are written down, and which remembers how it was called. */
export class ScriptedModel implements LanguageModel {
  readonly calls: RecordedCall[] = [];
  readonly info: ModelInfo;
  private next = 0;

  constructor(private readonly script: ScriptedModelOptions) {
    this.info = {
      modelId: 'scripted', location: 'local', contextLength: 4096, digest: null, parameters: null, supportsInfill: true, supportsAnswerPrefix: true, sharesPrompt: true,
      ...script.info,
    };
  }

  async warmUp({ abortSignal }: { readonly abortSignal?: AbortSignal } = {}): Promise<number> {
    throwIfAborted(abortSignal);
    return 0;
  }

  async unload(): Promise<void> {}

  async countTokens(): Promise<TokenCount> {
    return { tokens: this.promptTokens, exact: true };
  }

  async *sample(prompt: Prompt, count: number, options: GenerateOptions): AsyncGenerator<StreamPart> {
    const callIndex = this.calls.length;
    this.calls.push({ prompt, count, options });
    let completionTokens = 0;
    const prompts = this.info.sharesPrompt ? 1 : count;
    const usage = (): typeof NO_USAGE => ({ ...NO_USAGE, promptTokens: prompts * this.promptTokens, completionTokens });
    for (let sampleIndex = 0; sampleIndex < count; sampleIndex += 1) {
      const { text, tokens, meanLogprob = -0.5 } = this.takeSample();
      const wanted = tokens ?? Math.ceil(text.length / 4);
      const allowed = Math.min(wanted, options.maxOutputTokens);
      const shown = wanted <= options.maxOutputTokens ? text : text.slice(0, Math.floor((text.length * allowed) / wanted));
      for (let at = 0; at < shown.length; at += CHUNK) {
        if (options.abortSignal?.aborted) {
          yield { type: 'error', error: serializeError(new ReckonError('cancelled', 'The operation was cancelled.')), usage: usage() };
          return;
        }
        // Chunks round up; no model generates more than it was allowed.
        completionTokens = Math.min(completionTokens + Math.ceil((allowed * CHUNK) / Math.max(1, shown.length)), (sampleIndex + 1) * options.maxOutputTokens);
        yield this.pass({ type: 'text-delta', sampleIndex, text: shown.slice(at, at + CHUNK) });
      }
      if (this.script.failAtCall === callIndex) {
        this.script.onFailure?.();
        yield { type: 'error', error: serializeError(new ReckonError('engine-crashed', 'The engine process ended.')), usage: usage() };
        return;
      }
      const finishReason = wanted <= options.maxOutputTokens ? 'stop' : 'length';
      yield this.pass({ type: 'sample-finish', sampleIndex, finishReason, completionTokens: allowed, meanLogprob, meanEntropy: null, tokenScores: null });
    }
    yield this.pass({ type: 'finish', usage: usage() });
  }

  private get promptTokens(): number {
    return this.script.promptTokens ?? 100;
  }

  private takeSample(): ScriptedSample {
    const sample = this.script.samples[Math.min(this.next, this.script.samples.length - 1)];
    this.next += 1;
    if (!sample) {
      throw new Error('The script has no samples.');
    }
    return sample;
  }

  private pass(part: StreamPart): StreamPart {
    this.script.onPart?.(part);
    return part;
  }
}
