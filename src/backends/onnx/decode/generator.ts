import type { Clock } from '../../../base/clock';
import { ReckonError, serializeError } from '../../../base/errors';
import { seededRandom } from '../../../base/random';
import type { GenerateOptions, StreamPart, Usage } from '../../../model';
import { createSampler, StopSequenceMatcher, type Sampler } from '../sampling';
import { KVCache } from '../session/kvCache';
import type { TransformerSession } from '../session/transformerSession';
import type { StreamDecoder, Tokenizer } from '../tokenizer';

/** Tokens of a prompt read at once: a cancel is felt within one such chunk (about 0.3 s on two cores). */
const PREFILL_CHUNK = 128;
/** Slots that the shared and the own caches grow by. Masked slots cost time, copies cost more. */
const SHARED_BUCKET = 128;
const OWN_BUCKET = 32;

/** A part of the stream, and what the call has used by then. */
export interface GeneratedPart {
  readonly part: StreamPart;
  readonly usage: Usage;
}

/** One sample while it is being generated. */
interface Sequence {
  readonly sampleIndex: number;
  readonly sampler: Sampler;
  readonly decoder: StreamDecoder;
  readonly stops: StopSequenceMatcher;
  next: number;
  tokens: number;
  logprobSum: number;
}

/**
 * Generates samples over one prompt. The prompt's keys and values are kept for the next call, which
 * pays only for what follows the longest common prefix. Single-threaded: one `sample` at a time.
 */
export class Generator {
  private readonly shared: KVCache;
  /** Tokens whose keys and values are in `shared`. */
  private cachedTokens: readonly number[] = [];

  constructor(
    private readonly session: TransformerSession,
    private readonly tokenizer: Tokenizer,
    private readonly clock: Clock,
  ) {
    this.shared = new KVCache(session.shape, 1, SHARED_BUCKET);
  }

  async *sample(promptTokens: readonly number[], count: number, options: GenerateOptions): AsyncGenerator<GeneratedPart> {
    const usage = { promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0, prefillSeconds: 0, decodeSeconds: 0 };
    try {
      requirePositive('number of samples', count);
      requirePositive('number of output tokens', options.maxOutputTokens);
      this.checkLength(promptTokens.length, options.maxOutputTokens);
      const logits = await this.prefill(promptTokens, usage, options.abortSignal);
      for await (const part of this.decode(promptTokens.length, logits, this.createSequences(count, options), options, usage)) {
        yield { part, usage };
      }
      yield { part: { type: 'finish', usage }, usage };
    } catch (error) {
      yield { part: { type: 'error', error: serializeError(error), usage }, usage };
    }
  }

  private checkLength(prompt: number, output: number): void {
    const { contextLength } = this.session.shape;
    if (prompt === 0 || prompt + output > contextLength) {
      throw new ReckonError('invalid-input', `A prompt of ${prompt} tokens and ${output} tokens of output do not fit the model's ${contextLength}.`, {
        hint: prompt === 0 ? 'Give some text.' : 'Shorten the text or ask for less output.',
      });
    }
  }

  /** Logits after the prompt's last token, which is always computed anew. */
  private async prefill(tokens: readonly number[], usage: Mutable<Usage>, signal: AbortSignal | undefined): Promise<Float32Array> {
    const startedAt = this.clock.seconds();
    let done = Math.min(commonPrefix(tokens, this.cachedTokens), tokens.length - 1);
    this.shared.truncate(done, tokens.length);
    // Whatever ends this call early, the record says no more than the cache holds.
    this.cachedTokens = tokens.slice(0, done);
    usage.cachedPromptTokens = done;
    usage.promptTokens = done;
    let logits: Float32Array = new Float32Array();
    while (done < tokens.length) {
      await breathe(signal);
      const chunk = tokens.slice(done, done + PREFILL_CHUNK);
      const positions = chunk.map((_, index) => done + index);
      logits = await this.session.forward({
        tokens: chunk, groups: 1, positions, logitRows: [chunk.length - 1], shared: this.shared, own: null, into: this.shared,
      });
      this.shared.advance(chunk.length);
      done += chunk.length;
      this.cachedTokens = tokens.slice(0, done);
      usage.promptTokens = done;
      usage.prefillSeconds = this.clock.seconds() - startedAt;
    }
    return logits;
  }

  private createSequences(count: number, options: GenerateOptions): Sequence[] {
    const seeds = seededRandom(options.seed ?? 0);
    return Array.from({ length: count }, (_, sampleIndex) => ({
      sampleIndex,
      sampler: createSampler(options, seeds.fork(sampleIndex)),
      decoder: this.tokenizer.createStreamDecoder(),
      stops: new StopSequenceMatcher(options.stopSequences ?? []),
      next: 0,
      tokens: 0,
      logprobSum: 0,
    }));
  }

  /** One step gives every unfinished sample its next token; finished ones leave at once. */
  private async *decode(
    promptLength: number,
    firstLogits: Float32Array,
    sequences: readonly Sequence[],
    options: GenerateOptions,
    usage: Mutable<Usage>,
  ): AsyncGenerator<StreamPart> {
    const startedAt = this.clock.seconds();
    const size = this.session.shape.vocabularySize;
    const own = new KVCache(this.session.shape, sequences.length, OWN_BUCKET);
    let active = sequences;
    let logitsOf: (index: number) => Float32Array = () => firstLogits;
    for (let step = 0; ; step += 1) {
      const kept: number[] = [];
      for (const [index, sequence] of active.entries()) {
        const { parts, finished } = this.advance(sequence, logitsOf(index), options.maxOutputTokens);
        usage.completionTokens += 1;
        usage.decodeSeconds = this.clock.seconds() - startedAt;
        yield* parts;
        if (!finished) {
          kept.push(index);
        }
      }
      if (kept.length === 0) {
        return;
      }
      if (kept.length < active.length) {
        own.select(kept);
        active = kept.map((index) => active[index] as Sequence);
      }
      await breathe(options.abortSignal);
      const logits = await this.session.forward({
        tokens: active.map(({ next }) => next),
        groups: active.length,
        positions: active.map(() => promptLength + step),
        logitRows: active.map((_, index) => index),
        shared: this.shared,
        own,
        into: own,
      });
      own.advance(1);
      logitsOf = (index) => logits.subarray(index * size, (index + 1) * size);
    }
  }

  /** Chooses a sequence's next token and says what that means for its text. */
  private advance(sequence: Sequence, logits: Float32Array, maxOutputTokens: number): { parts: StreamPart[]; finished: boolean } {
    const { tokenId, logprob } = sequence.sampler.sample(logits);
    sequence.next = tokenId;
    sequence.tokens += 1;
    sequence.logprobSum += logprob;
    const ended = this.tokenizer.endOfGenerationIds.has(tokenId);
    const { emit, stopped } = ended ? { emit: '', stopped: false } : sequence.stops.push(sequence.decoder.push(tokenId));
    const finished = ended || stopped || sequence.tokens >= maxOutputTokens;
    const rest = finished && !stopped ? this.flush(sequence) : '';
    const text = emit + rest;
    const parts: StreamPart[] = text === '' ? [] : [{ type: 'text-delta', sampleIndex: sequence.sampleIndex, text }];
    if (finished) {
      parts.push({
        type: 'sample-finish',
        sampleIndex: sequence.sampleIndex,
        finishReason: ended || stopped ? 'stop' : 'length',
        completionTokens: sequence.tokens,
        meanLogprob: sequence.logprobSum / sequence.tokens,
      });
    }
    return { parts, finished };
  }

  private flush({ decoder, stops }: Sequence): string {
    const { emit, stopped } = stops.push(decoder.flush());
    return stopped ? emit : emit + stops.flush();
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Lets messages in between two steps, so that a cancel is seen. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (signal?.aborted) {
    throw new ReckonError('cancelled', 'The generation was cancelled.');
  }
}

function requirePositive(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new ReckonError('invalid-input', `The ${name} cannot be ${value}.`, { hint: 'Give a whole number from 1 on.' });
  }
}

function commonPrefix(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) {
    length += 1;
  }
  return length;
}
