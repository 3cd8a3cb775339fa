import { cancelledError, throwIfAborted } from '../base/abort';
import { ReckonError, serializeError } from '../base/errors';
import { seededRandom, shuffled } from '../base/random';
import type { GenerateOptions, LanguageModel, ModelInfo, Prompt, StreamPart, TokenCount, Usage } from '../model';
import { promptKey, questionOf, type Question, type RecordedSample } from './format';
import { placeOf, type RecordedAnswers, type Recording } from './recording';
import type { SampleSource } from './source';

/** What one call of a replay is, as far as its seconds depend on it. */
export interface ReplayedCall {
  readonly promptTokens: number;
  readonly cachedPromptTokens: number;
  readonly samples: number;
  readonly completionTokens: number;
}

export interface RecordedModelOptions {
  /** Asked for what the recording lacks. Default: the replay ends there. */
  readonly source?: SampleSource;
  /** Samples of those questions that it `shuffles` come in an order of this seed. Default: as they were drawn. */
  readonly order?: number;
  /** Only what is whole before a replay begins may be shuffled: what is drawn meanwhile would come in another order the next time. Default: every question. */
  shuffles?(question: Question): boolean;
  /** Seconds that a call would take. Default: none. */
  secondsOf?(call: ReplayedCall): Pick<Usage, 'prefillSeconds' | 'decodeSeconds'>;
  /** Lets that time pass. */
  onSeconds?(seconds: number): void;
  /** Resolves when whoever looks at a finished sample has looked: a live model goes on drawing meanwhile, and is stopped in time. */
  settled?(): Promise<void>;
}

/**
 * Answers from a recording, as the model would have at that time. Each sample comes once; where the record ends, the
 * call ends with an error of the code `record-ended` after what there was. One instance is one run.
 */
export class RecordedModel implements LanguageModel {
  readonly info: ModelInfo;
  private readonly taken = new Map<string, number>();
  private readonly orders = new Map<string, readonly RecordedSample[]>();
  private readonly read = new Set<string>();

  constructor(private readonly recording: Recording, private readonly options: RecordedModelOptions = {}) {
    this.info = recording.model;
  }

  async warmUp({ abortSignal }: { readonly abortSignal?: AbortSignal } = {}): Promise<number> {
    throwIfAborted(abortSignal);
    return 0;
  }

  async unload(): Promise<void> {}

  async countTokens(prompt: Prompt): Promise<TokenCount> {
    const tokens = this.recording.tokensOf(promptKey(prompt));
    if (tokens === null && this.options.source) {
      return this.options.source.countTokens(prompt);
    }
    if (tokens === null) {
      throw recordEnded('This prompt is not in the recording.');
    }
    return { tokens, exact: true };
  }

  async *sample(prompt: Prompt, count: number, options: GenerateOptions): AsyncGenerator<StreamPart> {
    const question = questionOf(prompt, options);
    await this.complete(prompt, count, options);
    const samples = this.take(question, count).map((sample, sampleIndex) => ({ sampleIndex, ...within(sample, options.maxOutputTokens) }));
    const meter = this.meterOf(question, samples, count);
    // All rows of a batch grow together, so that the shortest is whole first.
    for (const { sampleIndex, text, ...finish } of samples.sort((a, b) => a.completionTokens - b.completionTokens)) {
      this.growTo(finish.completionTokens, meter, options.abortSignal);
      if (options.abortSignal?.aborted) {
        yield { type: 'error', error: serializeError(cancelledError(options.abortSignal.reason)), usage: meter.usage() };
        return;
      }
      yield { type: 'text-delta', sampleIndex, text };
      yield { type: 'sample-finish', sampleIndex, ...finish, tokenScores: null };
      await this.options.settled?.();
    }
    yield samples.length < count
      ? { type: 'error', error: serializeError(recordEnded(`The recording has ${samples.length} more samples of this, not ${count}.`)), usage: meter.usage() }
      : { type: 'finish', usage: meter.usage() };
  }

  /** Time passes in small pieces, so that a deadline, or what finished samples led to, stops the call where it is. */
  private growTo(step: number, meter: CallMeter, signal: AbortSignal | undefined): void {
    while (!signal?.aborted && !meter.isAt(step)) {
      const seconds = meter.next();
      this.options.onSeconds?.(seconds);
    }
  }

  /** Has what is missing of the next samples drawn, where there is somebody to draw it. */
  private async complete(prompt: Prompt, count: number, options: GenerateOptions): Promise<void> {
    const question = questionOf(prompt, options);
    const answers = this.recording.answersTo(question);
    const known = answers?.samples.length ?? 0;
    const wanted = question.way.startsWith(GREEDY) ? 1 : (this.taken.get(placeOf(question)) ?? 0) + count;
    if (known < wanted) {
      await this.options.source?.draw(prompt, known, wanted - known, options);
    }
  }

  /** The next samples of a question; greedy decoding gives the same each time. */
  private take(question: Question, count: number): readonly RecordedSample[] {
    const answers = this.recording.answersTo(question);
    const first = answers?.samples[0];
    if (answers === null || first === undefined) {
      return [];
    }
    if (question.way.startsWith(GREEDY)) {
      return Array.from({ length: count }, () => first);
    }
    const from = this.taken.get(placeOf(question)) ?? 0;
    this.taken.set(placeOf(question), from + count);
    return this.ordered(question, answers).slice(from, from + count);
  }

  /** Samples that are drawn while the replay goes on come after those that were there, so that none comes twice. */
  private ordered(question: Question, { samples }: RecordedAnswers): readonly RecordedSample[] {
    const { order, shuffles = () => true } = this.options;
    const place = placeOf(question);
    const before = this.orders.get(place) ?? (order === undefined || !shuffles(question) ? samples : shuffled(samples, seededRandom(order)));
    const now = [...before, ...samples.slice(before.length)];
    this.orders.set(place, now);
    return now;
  }

  private meterOf(question: Question, samples: readonly { readonly completionTokens: number }[], count: number): CallMeter {
    const promptTokens = this.recording.tokensOf(question.prompt) ?? 0;
    const paid = promptTokens * (this.info.sharesPrompt ? 1 : count);
    const cachedPromptTokens = this.info.sharesPrompt && this.read.has(question.prompt) ? Math.max(0, promptTokens - 1) : 0;
    this.read.add(question.prompt);
    return new CallMeter(samples.map(({ completionTokens }) => completionTokens), { promptTokens: paid, cachedPromptTokens }, this.options.secondsOf ?? (() => ({ prefillSeconds: 0, decodeSeconds: 0 })));
  }
}

const GREEDY = 'temperature 0,';

/** Of a prompt that is read: far less than whoever cancels waits for the model to say what it used. */
const PIECE_SECONDS = 0.1;

/** What a call has used by now: first its prompt is read, and then all rows grow together, a token at a time. */
class CallMeter {
  private step = 0;
  private readonly longest: number;
  private readonly cost: Pick<Usage, 'prefillSeconds' | 'decodeSeconds'>;
  private prefillSeconds = 0;

  constructor(private readonly lengths: readonly number[], private readonly prompt: Pick<Usage, 'promptTokens' | 'cachedPromptTokens'>, secondsOf: NonNullable<RecordedModelOptions['secondsOf']>) {
    this.longest = Math.max(1, ...lengths);
    this.cost = secondsOf({ ...prompt, samples: lengths.length, completionTokens: this.tokensAt(this.longest) });
  }

  /** Whether the prompt is read and the longest row has so many tokens. */
  isAt(step: number): boolean {
    return this.prefillSeconds >= this.cost.prefillSeconds && this.step >= step;
  }

  /** Goes on by one piece. @returns the seconds that it takes */
  next(): number {
    const unread = this.cost.prefillSeconds - this.prefillSeconds;
    if (unread > 0) {
      const seconds = Math.min(PIECE_SECONDS, unread);
      this.prefillSeconds = seconds === unread ? this.cost.prefillSeconds : this.prefillSeconds + seconds;
      return seconds;
    }
    this.step += 1;
    return this.cost.decodeSeconds / this.longest;
  }

  /** The prompt is paid for as a whole, however much of it was read. */
  usage(): Usage {
    return { ...this.prompt, completionTokens: this.tokensAt(this.step), prefillSeconds: this.prefillSeconds, decodeSeconds: (this.cost.decodeSeconds * this.step) / this.longest };
  }

  private tokensAt(step: number): number {
    return this.lengths.reduce((sum, length) => sum + Math.min(length, step), 0);
  }
}

/** A sample under a lower limit: cut off, as far as characters tell where its tokens end. */
function within({ text, completionTokens, finishReason, meanLogprob, meanEntropy }: RecordedSample, maxOutputTokens: number): Omit<RecordedSample, 'type' | keyof Question> {
  return completionTokens <= maxOutputTokens
    ? { text, completionTokens, finishReason, meanLogprob, meanEntropy }
    : { text: text.slice(0, Math.floor((text.length * maxOutputTokens) / completionTokens)), completionTokens: maxOutputTokens, finishReason: 'length', meanLogprob, meanEntropy };
}

function recordEnded(message: string): ReckonError {
  return new ReckonError('record-ended', message, { hint: 'Draw more samples into the recording, or ask for fewer.' });
}
