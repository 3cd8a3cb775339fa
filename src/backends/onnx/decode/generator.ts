import { throwIfAborted } from '../../../base/abort';
import type { Clock } from '../../../base/clock';
import { ReckonError, serializeError } from '../../../base/errors';
import { seededRandom } from '../../../base/random';
import type { GenerateOptions, StreamPart, Usage } from '../../../model';
import { createSampler, createTextEnd } from '../sampling';
import { KVCache } from '../session/kvCache';
import type { ForwardModel, ForwardRequest } from '../session/transformerSession';
import type { Tokenizer } from '../tokenizer';
import { Batch, choose, logitsOf, once, type ScoredToken } from './batch';
import { breathe } from './breathe';
import { DraftPolicy } from './draftPolicy';
import { PrefixCache } from './prefixCache';
import { Sequence } from './sequence';

/**
 * Multiply-adds of a prompt read at once, and how many tokens that may be: a cancel is felt within one such
 * chunk, which for the default model on two cores takes 0.15 s, with sums of byte products (48 tokens) and
 * without (16). It is reckoned with all weights of the file, of which the embeddings are not multiplied: a file that
 * has them apart from its output matrix is read in smaller chunks than it could be. Fixed for a model and a processor, so that the same prompt is always read the same way.
 */
const PREFILL_CHUNK = { fast: 3.2e10, slow: 1.6e10, step: 16, most: 128 } as const;
/**
 * Samples generated together: with more, a step takes as much longer as it gives more. Fewer where so many rows
 * take longer than a chunk of a prompt, for a cancel is felt between two steps. The others wait and join.
 */
const MAX_BATCH = 32;

/** A part of the stream, and what the call has used by then. */
export interface GeneratedPart {
  readonly part: StreamPart;
  readonly usage: Usage;
}

export interface GeneratorOptions {
  /** Guess tokens from what the text repeats and check several at once. Texts are as likely either way, and the same but for rounding. */
  readonly speculation: boolean;
  /** Weights of the file, with those of a table of embeddings that is only looked up. */
  readonly fileWeights: number;
  readonly hasByteDotProducts: boolean;
}

/** Tokens of a prompt that are read at once. */
export function prefillChunk({ fileWeights, hasByteDotProducts }: Pick<GeneratorOptions, 'fileWeights' | 'hasByteDotProducts'>): number {
  const { fast, slow, step, most } = PREFILL_CHUNK;
  const tokens = (hasByteDotProducts ? fast : slow) / fileWeights;
  return Math.max(step, Math.min(most, Math.floor(tokens / step) * step));
}

/** Samples that are generated together. */
export function batchSize(options: Pick<GeneratorOptions, 'fileWeights' | 'hasByteDotProducts'>): number {
  return Math.min(MAX_BATCH, prefillChunk(options));
}

/**
 * Generates samples over one prompt. The prompt's keys and values are kept for later calls, which pay
 * only for what follows the longest common prefix. Single-threaded: one `sample` at a time.
 */
export class Generator {
  private readonly prefixes: PrefixCache;
  /** Tokens of a prompt read at once. */
  private readonly chunk: number;
  private readonly batchSize: number;
  /** What was right before says how much to draft, also in the next greedy call. */
  private readonly policy: DraftPolicy | null;

  constructor(
    private readonly model: ForwardModel,
    private readonly tokenizer: Tokenizer,
    private readonly clock: Clock,
    private readonly options: GeneratorOptions,
  ) {
    this.chunk = prefillChunk(options);
    this.batchSize = batchSize(options);
    this.prefixes = new PrefixCache(model.shape, this.chunk);
    this.policy = this.newPolicy();
  }

  async *sample(promptTokens: readonly number[], count: number, options: GenerateOptions): AsyncGenerator<GeneratedPart> {
    const usage = { promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0, prefillSeconds: 0, decodeSeconds: 0 };
    try {
      // Before anything is touched: taking a prompt's cache up cuts the one that the last call left.
      throwIfAborted(options.abortSignal);
      requirePositive('number of samples', count);
      requirePositive('number of output tokens', options.maxOutputTokens);
      this.checkLength(promptTokens.length, options.maxOutputTokens);
      const sequences = this.createSequences(promptTokens, count, options);
      // Drawn samples are to be the same for the same seed, whatever the engine was asked before.
      const repeatable = (options.temperature ?? 0) > 0;
      const shared = this.prefixes.take(promptTokens, { repeatable });
      const first = await this.prefill(promptTokens, shared, options, usage);
      const batch = new Batch(this.model, shared, options.temperature ?? 0, repeatable ? this.newPolicy() : this.policy);
      for await (const part of this.decode(sequences, first, batch, usage, options.abortSignal)) {
        yield { part, usage };
      }
      yield { part: { type: 'finish', usage }, usage };
    } catch (error) {
      yield { part: { type: 'error', error: serializeError(error), usage }, usage };
    }
  }

  private newPolicy(): DraftPolicy | null {
    return this.options.speculation ? new DraftPolicy(this.options.hasByteDotProducts) : null;
  }

  private checkLength(prompt: number, output: number): void {
    const { contextLength } = this.model.shape;
    if (prompt === 0 || prompt + output > contextLength) {
      throw new ReckonError('invalid-input', `A prompt of ${prompt} tokens and ${output} tokens of output do not fit the model's ${contextLength}.`, {
        hint: prompt === 0 ? 'Give some text.' : 'Shorten the text or ask for less output.',
      });
    }
  }

  private createSequences(promptTokens: readonly number[], count: number, options: GenerateOptions): Sequence[] {
    const seeds = seededRandom(options.seed ?? 0);
    const banned = new Set((options.bannedTokens ?? []).map((text) => singleToken(text, this.tokenizer)));
    return Array.from({ length: count }, (_, sampleIndex) => new Sequence({
      sampleIndex,
      promptTokens,
      sampler: createSampler({ ...options, banned }, seeds.fork(sampleIndex)),
      decoder: this.tokenizer.createStreamDecoder(),
      end: createTextEnd(options),
      maxOutputTokens: options.maxOutputTokens,
      endOfGenerationIds: this.tokenizer.endOfGenerationIds,
    }));
  }

  /** Reads what the cache lacks of the prompt. Returns what the model says after it. */
  private async prefill(tokens: readonly number[], shared: KVCache, options: GenerateOptions, usage: Mutable<Usage>): Promise<ScoredToken> {
    const startedAt = this.clock.seconds();
    const request = (from: number, to: number): ForwardRequest => ({
      tokens: tokens.slice(from, to),
      groups: 1,
      positions: Array.from({ length: to - from }, (_, index) => from + index),
      logitRows: [to - from - 1],
      temperature: options.temperature ?? 0,
      wantsLogits: false,
      shared,
      own: null,
      into: shared,
    });
    const cached = shared.length;
    usage.cachedPromptTokens = cached;
    usage.promptTokens = cached;
    let scored;
    for (let from = cached; from < tokens.length; from += this.chunk) {
      await breathe(options.abortSignal);
      const to = Math.min(from + this.chunk, tokens.length);
      [scored] = await this.model.forward(request(from, to));
      shared.advance(to - from);
      this.prefixes.note(tokens.slice(0, to));
      usage.promptTokens = to;
      usage.prefillSeconds = this.clock.seconds() - startedAt;
    }
    if (!scored) {
      throw new Error('The last token of a prompt is always read.');
    }
    const { scores } = scored;
    return { scores, allLogits: once(() => this.rereadLast(shared, request(tokens.length - 1, tokens.length))) };
  }

  /** All logits after the prompt, by reading its last token once more. */
  private async rereadLast(shared: KVCache, request: ForwardRequest): Promise<Float32Array> {
    shared.truncate(shared.length - 1);
    try {
      // What was read with its neighbours stays as it is: alone it would differ in its last bits.
      const [row] = await this.model.forward({ ...request, wantsLogits: true, into: new KVCache(this.model.shape, 1, 1) });
      return logitsOf(row);
    } finally {
      shared.advance(1); // Also after a failure: later calls count on what the cache is said to hold.
    }
  }

  /** Every sample gets its first token from the prompt; then those that fit go on together, and the others join as room comes. */
  private async *decode(
    sequences: readonly Sequence[],
    first: ScoredToken,
    batch: Batch,
    usage: Mutable<Usage>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<StreamPart> {
    const startedAt = this.clock.seconds();
    const spend = (tokens: number): void => {
      usage.completionTokens += tokens;
      usage.decodeSeconds = this.clock.seconds() - startedAt;
    };
    const waiting: Sequence[] = [];
    for (const sequence of sequences) {
      const parts = sequence.accept(await choose(sequence, first, signal));
      spend(1);
      yield* parts;
      if (!sequence.finished) {
        waiting.push(sequence);
      }
    }
    while (waiting.length > 0 || batch.size > 0) {
      if (waiting.length > 0 && batch.size < this.batchSize) {
        batch.join(waiting.splice(0, this.batchSize - batch.size));
      }
      await breathe(signal);
      const { parts, tokens } = await batch.step(signal);
      spend(tokens);
      yield* parts;
    }
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** @throws ReckonError `invalid-input` for a text that is not one token. */
function singleToken(text: string, tokenizer: Tokenizer): number {
  const ids = tokenizer.encode(text, { specialTokens: true });
  if (ids.length !== 1) {
    throw new ReckonError('invalid-input', `${JSON.stringify(text)} is ${ids.length} tokens of this model and cannot be banned.`, { hint: 'Ban single tokens.' });
  }
  return ids[0] as number;
}

function requirePositive(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new ReckonError('invalid-input', `The ${name} cannot be ${value}.`, { hint: 'Give a whole number from 1 on.' });
  }
}
