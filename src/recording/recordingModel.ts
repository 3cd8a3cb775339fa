import type { GenerateOptions, LanguageModel, ModelInfo, Prompt, SampleFinish, StreamPart, TokenCount } from '../model';
import { questionOf, type Question, type RecordedSample } from './format';
import type { Recording } from './recording';

/** A model whose whole calls are written down. One that was cut off is not: what it would have said is not known. */
export class RecordingModel implements LanguageModel {
  readonly info: ModelInfo;

  constructor(private readonly model: LanguageModel, private readonly recording: Recording) {
    this.info = model.info;
  }

  async *sample(prompt: Prompt, count: number, options: GenerateOptions): AsyncIterable<StreamPart> {
    const texts = new Map<number, string>();
    const finished: SampleFinish[] = [];
    for await (const part of this.model.sample(prompt, count, options)) {
      if (part.type === 'text-delta') {
        texts.set(part.sampleIndex, (texts.get(part.sampleIndex) ?? '') + part.text);
      } else if (part.type === 'sample-finish') {
        finished.push(part);
      } else if (part.type === 'finish' && finished.every(({ finishReason }) => finishReason !== 'cancelled')) {
        const question = questionOf(prompt, options);
        this.recording.add({ type: 'call', ...question, count, maxOutputTokens: options.maxOutputTokens, usage: part.usage }, samplesOf(finished, texts, question));
      }
      yield part;
    }
  }

  countTokens(prompt: Prompt, abortSignal?: AbortSignal): Promise<TokenCount> {
    return this.model.countTokens(prompt, abortSignal);
  }

  warmUp(options?: Parameters<LanguageModel['warmUp']>[0]): Promise<number> {
    return this.model.warmUp(options);
  }

  unload(): Promise<void> {
    return this.model.unload();
  }
}

function samplesOf(finished: readonly SampleFinish[], texts: ReadonlyMap<number, string>, question: Question): RecordedSample[] {
  return [...finished].sort((a, b) => a.sampleIndex - b.sampleIndex).map(({ sampleIndex, completionTokens, finishReason, meanLogprob, meanEntropy }) => ({
    type: 'sample',
    ...question,
    text: texts.get(sampleIndex) ?? '',
    completionTokens,
    finishReason: finishReason === 'length' ? 'length' : 'stop',
    meanLogprob,
    meanEntropy,
  }));
}
