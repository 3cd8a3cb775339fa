import type { GenerateOptions, LanguageModel, ModelInfo, Prompt, SampleFinish, StreamPart, TokenCount } from '../../model';
import { promptKey } from '../../recording';
import type { TracedCall, TracedSample } from '../document';
import type { CallSink, Mutable } from './sink';

/** A model whose calls are written down, also those that are cut off. */
export class TracingModel implements LanguageModel {
  readonly info: ModelInfo;

  /** @param further which of the run's further models it is, from 1 on; undefined for the first one */
  constructor(private readonly model: LanguageModel, private readonly sink: CallSink, private readonly further?: number) {
    this.info = model.info;
  }

  async *sample(prompt: Prompt, count: number, options: GenerateOptions): AsyncGenerator<StreamPart> {
    const call = this.open(prompt, count, options);
    const onAbort = (): void => {
      call.stop();
    };
    options.abortSignal?.addEventListener('abort', onAbort, { once: true });
    try {
      for await (const part of this.model.sample(prompt, count, options)) {
        call.take(part);
        yield part;
      }
    } finally {
      options.abortSignal?.removeEventListener('abort', onAbort);
    }
  }

  async countTokens(prompt: Prompt, abortSignal?: AbortSignal): Promise<TokenCount> {
    const count = await this.model.countTokens(prompt, abortSignal);
    this.entry(prompt).tokens = count.tokens;
    return count;
  }

  warmUp(options?: Parameters<LanguageModel['warmUp']>[0]): Promise<number> {
    return this.model.warmUp(options);
  }

  unload(): Promise<void> {
    return this.model.unload();
  }

  private entry(prompt: Prompt): ReturnType<CallSink['prompt']> {
    // Each model counts in its own tokens.
    return this.sink.prompt(`${this.further ?? 0} ${promptKey(prompt)}`, () => ({ tokens: null, prompt, ...this.which() }));
  }

  private which(): { readonly model?: number } {
    return this.further === undefined ? {} : { model: this.further };
  }

  private open(prompt: Prompt, count: number, { abortSignal, ...options }: GenerateOptions): OpenCall {
    const call = { prompt: this.entry(prompt).id, ...this.which(), count, options, startedAt: this.sink.seconds(), stopped: null, ended: null, samples: [], usage: null, error: null };
    this.sink.addCall(call);
    const open = new OpenCall(call, this.sink);
    if (abortSignal?.aborted) {
      open.stop();
    }
    return open;
  }
}

/** A call that goes on. */
class OpenCall {
  private readonly samples = new Map<number, Mutable<TracedSample>>();

  constructor(private readonly call: Mutable<TracedCall>, private readonly sink: CallSink) {}

  stop(): void {
    this.call.stopped ??= this.sink.end();
  }

  take(part: StreamPart): void {
    switch (part.type) {
      case 'text-delta':
        this.sample(part.sampleIndex).text += part.text;
        break;
      case 'reasoning-delta':
        break;
      case 'sample-finish':
        this.finish(part);
        break;
      case 'finish':
        this.end({ usage: part.usage });
        break;
      case 'error':
        this.end({ usage: part.usage, error: part.error });
        break;
    }
  }

  private sample(sampleIndex: number): Mutable<TracedSample> {
    const known = this.samples.get(sampleIndex);
    if (known) {
      return known;
    }
    const sample = { sampleIndex, text: '', finished: null, completionTokens: null, meanLogprob: null, meanEntropy: null, tokenScores: null };
    this.samples.set(sampleIndex, sample);
    this.call.samples = [...this.samples.values()].sort((a, b) => a.sampleIndex - b.sampleIndex);
    return sample;
  }

  private finish({ sampleIndex, finishReason, completionTokens, meanLogprob, meanEntropy, tokenScores }: SampleFinish): void {
    const scores = this.sink.keepTokenScores ? tokenScores : null;
    Object.assign(this.sample(sampleIndex), { finished: { ...this.sink.end(), reason: finishReason }, completionTokens, meanLogprob, meanEntropy, tokenScores: scores });
  }

  private end(how: Pick<TracedCall, 'usage'> & Partial<Pick<TracedCall, 'error'>>): void {
    Object.assign(this.call, how, { ended: this.sink.end() });
  }
}
