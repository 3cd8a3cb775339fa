import { cancelledError, throwIfAborted } from '../../base/abort';
import { ReckonError, serializeError } from '../../base/errors';
import { decodeRate, prefillRate, type MeasuredRates } from '../../budget';
import type { GenerateOptions, LanguageModel, ModelInfo, Prompt, StreamPart, TokenCount, Usage } from '../../model';
import type { RecordedRun, RunEvent, TracedCall, TracedMoment } from '../document';
import { ratesOf } from './rates';
import type { RecordedPath } from './path';
import { SampleStore, type ReplayedSample, type TakenSamples } from './samples';
import { stopOf, type ReplayTime } from './time';

type Closed = Extract<ReplayedSample, { readonly open: false }>;

/** Longer than anybody waits for a call that was told to stop: in the record it never said what it used. */
const SILENT_SECONDS = 60;

/** Answers from a trace as the model did, and at its times as long as it is asked the same. Where the record ends, it says so and the path notes it. */
export class TraceModel implements LanguageModel {
  readonly info: ModelInfo;
  private readonly store: SampleStore;
  private readonly rates: MeasuredRates;
  /** Prompts that the model has in its cache by now, as text: each step makes its own of them. */
  private readonly read = new Set<string>();

  /** @param which the further model that it is, from 1 on; 0 is the first one. */
  constructor(
    private readonly trace: RecordedRun<RunEvent>,
    private readonly path: RecordedPath,
    private readonly time: ReplayTime,
    { info, index }: { readonly info: ModelInfo; readonly index: number } = { info: trace.model, index: 0 },
  ) {
    const own = ({ model = 0 }: { readonly model?: number }): boolean => model === index;
    const calls = trace.calls.filter(own);
    this.info = info;
    this.store = new SampleStore({ prompts: trace.prompts.filter(own), calls });
    this.rates = ratesOf(calls);
  }

  async warmUp({ abortSignal }: { readonly abortSignal?: AbortSignal } = {}): Promise<number> {
    throwIfAborted(abortSignal);
    const ready = this.trace.events.find(({ event }) => event.type === 'model-ready')?.event;
    return ready?.type === 'model-ready' ? ready.loadSeconds : 0;
  }

  async unload(): Promise<void> {}

  async countTokens(prompt: Prompt): Promise<TokenCount> {
    const tokens = this.store.tokensOf(prompt);
    if (tokens === null) {
      throw this.recordEnd('this Reckon asks in other words than the recorded run did');
    }
    return { tokens, exact: true };
  }

  async *sample(prompt: Prompt, count: number, options: GenerateOptions): AsyncGenerator<StreamPart> {
    const taken = this.store.take(prompt, count, options);
    if (taken.call === null) {
      this.path.leave();
      yield* this.modelled(prompt, taken, options.abortSignal);
    } else {
      this.path.follows(taken.call);
      this.read.add(JSON.stringify(prompt));
      yield* this.followed(taken.call, taken.samples, options.abortSignal);
    }
  }

  /** The call as it was; its times are its own where the replay came to it at another time. */
  private async *followed(call: TracedCall, samples: readonly ReplayedSample[], signal: AbortSignal | undefined): AsyncGenerator<StreamPart> {
    const startedAt = this.time.seconds();
    const until = ({ at, order }: TracedMoment, sooner?: AbortSignal): Promise<void> => this.time.until(this.path.timeOf(at) ?? startedAt + at - call.startedAt, order, sooner);
    const usageSoFar = (): Usage => usageAfter(this.time.seconds() - startedAt, call, finished);
    const finished = samples.flatMap((each, sampleIndex) => (each.open ? [] : [{ ...each, sampleIndex }])).sort((a, b) => endOf(a).order - endOf(b).order);
    const { stopped, ended, usage, error } = call;
    const beforeStop = finished.filter((each) => stopped === null || endOf(each).order < stopped.order).length;
    for (const [emitted, each] of finished.entries()) {
      await until(endOf(each), signal);
      if (signal?.aborted && (stopped === null || emitted < beforeStop)) {
        this.path.leave();
        yield cancelled(signal, usageSoFar());
        return;
      }
      if (emitted >= beforeStop) {
        await stopOf(this.time, signal);
        // Told to stop as in the record, the model says what it then said, when it did.
        await until(endOf(each));
      }
      yield* partsOf(each, each.sampleIndex);
    }
    if (ended !== null || stopped !== null) {
      await until(ended ?? (stopped as TracedMoment));
    }
    if (stopped !== null) {
      await stopOf(this.time, signal);
    }
    if (stopped !== null ? signal?.aborted !== true : usage === null) {
      yield { type: 'error', error: serializeError(this.recordEnd(stopped === null ? 'the run ended before the call did' : 'the recorded call was stopped there')), usage: usageSoFar() };
    } else if (usage === null) {
      await this.time.until(this.time.seconds() + SILENT_SECONDS);
      yield { type: 'finish', usage: usageSoFar() };
    } else {
      yield error === null ? { type: 'finish', usage } : { type: 'error', error, usage };
    }
  }

  /** A call as it would have been, as far as its samples are known: all rows grow together, so that the shortest is whole first. */
  private async *modelled(prompt: Prompt, { samples }: TakenSamples, signal: AbortSignal | undefined): AsyncGenerator<StreamPart> {
    const startedAt = this.time.seconds();
    const rows = samples.flatMap((each, sampleIndex) => (each.open ? [] : [{ ...each, sampleIndex }])).sort((a, b) => a.completionTokens - b.completionTokens);
    const cost = this.costOf(prompt, rows, samples.length);
    for (const row of rows) {
      await this.time.until(startedAt + cost.secondsTo(row.completionTokens), Infinity, signal);
      if (signal?.aborted) {
        yield cancelled(signal, cost.usage(cost.tokensAt(this.time.seconds() - startedAt)));
        return;
      }
      yield* partsOf(row, row.sampleIndex);
    }
    const usage = cost.usage(cost.longest);
    if (signal?.aborted && isLongerThan(rows, samples)) {
      yield cancelled(signal, usage);
      return;
    }
    const missing = samples.find((each) => each.open);
    yield missing?.open ? { type: 'error', error: serializeError(this.recordEnd(missing.why)), usage } : { type: 'finish', usage };
  }

  private costOf(prompt: Prompt, rows: readonly Closed[], count: number): CallCost {
    const tokens = this.store.tokensOf(prompt) ?? 0;
    const promptTokens = tokens * (this.info.sharesPrompt ? 1 : count);
    // The last token of a prompt is read again, so that there is something to go on from.
    const cachedPromptTokens = this.info.sharesPrompt && this.read.has(JSON.stringify(prompt)) ? Math.max(0, tokens - 1) : 0;
    this.read.add(JSON.stringify(prompt));
    return new CallCost(rows.map(({ completionTokens }) => completionTokens), { promptTokens, cachedPromptTokens }, this.rates);
  }

  private recordEnd(reason: string): ReckonError {
    this.path.end('samples', reason);
    return new ReckonError('record-ended', `The record ends here: ${reason}.`);
  }
}

/** Whether those of which the end is unknown were longer than the others, as far as characters tell: a call that was told to stop by then was stopped. */
function isLongerThan(rows: readonly Closed[], samples: readonly ReplayedSample[]): boolean {
  const longest = Math.max(0, ...rows.map(({ text }) => text.length));
  return samples.every((each) => !each.open || each.written >= longest);
}

const NOTHING: Usage = { promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0, prefillSeconds: 0, decodeSeconds: 0 };

/** What a followed call had used after so many seconds, when it ended otherwise than in the record. */
function usageAfter(seconds: number, { usage }: TracedCall, finished: readonly Closed[]): Usage {
  const whole = usage ?? NOTHING;
  const longest = Math.max(1, ...finished.map(({ completionTokens }) => completionTokens));
  const decoding = Math.max(0, seconds - whole.prefillSeconds);
  const step = whole.decodeSeconds === 0 ? longest : (longest * decoding) / whole.decodeSeconds;
  const completionTokens = finished.reduce((sum, each) => sum + Math.min(each.completionTokens, Math.round(step)), 0);
  return { ...whole, completionTokens, decodeSeconds: Math.min(decoding, whole.decodeSeconds) };
}

function cancelled(signal: AbortSignal, usage: Usage): StreamPart {
  return { type: 'error', error: serializeError(cancelledError(signal.reason)), usage };
}

/** Only finished samples are asked. */
function endOf({ sample }: Closed): TracedMoment {
  return sample.finished ?? { at: 0, order: 0 };
}

function* partsOf({ text, completionTokens, reason, sample }: Closed, sampleIndex: number): Generator<StreamPart> {
  yield { type: 'text-delta', sampleIndex, text };
  yield { type: 'sample-finish', sampleIndex, finishReason: reason, completionTokens, meanLogprob: sample.meanLogprob, meanEntropy: sample.meanEntropy, tokenScores: sample.tokenScores };
}

/** What a call takes at the speeds of the recorded run. */
class CallCost {
  readonly longest: number;
  private readonly prefillSeconds: number;
  private readonly decodeSeconds: number;

  constructor(private readonly lengths: readonly number[], private readonly prompt: Pick<Usage, 'promptTokens' | 'cachedPromptTokens'>, rates: MeasuredRates) {
    this.longest = Math.max(0, ...lengths);
    const total = this.completionTokens(this.longest);
    const rows = Math.max(1, lengths.length);
    this.prefillSeconds = (prompt.promptTokens - prompt.cachedPromptTokens) / prefillRate(rates, prompt.promptTokens);
    this.decodeSeconds = total / decodeRate(rates, rows, prompt.promptTokens + total / rows);
  }

  secondsTo(tokens: number): number {
    return this.prefillSeconds + (this.longest === 0 ? 0 : (this.decodeSeconds * tokens) / this.longest);
  }

  tokensAt(seconds: number): number {
    return this.decodeSeconds === 0 ? this.longest : Math.floor(Math.max(0, Math.min(1, (seconds - this.prefillSeconds) / this.decodeSeconds)) * this.longest);
  }

  usage(step: number): Usage {
    return {
      ...this.prompt,
      completionTokens: this.completionTokens(step),
      prefillSeconds: this.prefillSeconds,
      decodeSeconds: this.longest === 0 ? 0 : (this.decodeSeconds * step) / this.longest,
    };
  }

  private completionTokens(step: number): number {
    return this.lengths.reduce((sum, length) => sum + Math.min(length, step), 0);
  }
}
