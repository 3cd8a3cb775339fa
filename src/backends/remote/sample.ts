import type OpenAI from 'openai';
import { cancelledError } from '../../base/abort';
import type { FinishReason, GenerateOptions, Prompt, StreamPart, Usage } from '../../model';
import { NO_USAGE } from '../../model';
import { brokeOff, describeFailure, isUnbilled } from './failure';
import { promptTokenBound, requestFor } from './request';

export interface SampleContext {
  readonly client: OpenAI;
  /** The person's key, which no error may repeat; null when there is none. */
  readonly apiKey: string | null;
  readonly endpoint: string;
  readonly modelName: string;
  readonly prompt: Prompt;
  readonly options: GenerateOptions & { readonly abortSignal: AbortSignal };
  emit(part: StreamPart): void;
}

/** What one sample used, and what it failed with; a failed sample may have used something too. */
export interface SampleOutcome {
  readonly usage: Usage;
  readonly error: Error | null;
}

/** Draws one sample. Never throws. */
export async function drawSample(context: SampleContext, sampleIndex: number): Promise<SampleOutcome> {
  const { abortSignal, maxOutputTokens } = context.options;
  if (abortSignal.aborted) {
    return { usage: NO_USAGE, error: cancelledError() }; // Nothing was sent.
  }
  const tally = new Tally(context.prompt, maxOutputTokens);
  try {
    const finishReason = await stream(context, sampleIndex, tally);
    const usage = tally.usage();
    context.emit({ type: 'sample-finish', sampleIndex, finishReason, completionTokens: usage.completionTokens, meanLogprob: null, meanEntropy: null, tokenScores: null });
    return { usage, error: null };
  } catch (error) {
    const failure = describeFailure(error, abortSignal, context);
    return { usage: isUnbilled(error) ? NO_USAGE : tally.usage(), error: failure };
  }
}

type Delta = OpenAI.ChatCompletionChunk.Choice.Delta;

async function stream({ client, modelName, prompt, options, emit }: SampleContext, sampleIndex: number, tally: Tally): Promise<FinishReason> {
  const chunks = await client.chat.completions.create(requestFor(modelName, prompt, sampleIndex, options), { signal: options.abortSignal });
  let finish: string | null = null;
  for await (const chunk of chunks) {
    const choice = chunk.choices?.[0];
    finish = choice?.finish_reason ?? finish;
    tally.report(chunk.usage);
    const thought = reasoningOf(choice?.delta);
    if (thought !== '') {
      tally.add(thought);
      emit({ type: 'reasoning-delta', sampleIndex, text: thought });
    }
    const text = choice?.delta?.content ?? '';
    if (text !== '') {
      tally.add(text);
      emit({ type: 'text-delta', sampleIndex, text });
    }
    if (tally.isOverdrawn) {
      // The server ignores the limit. Leaving the loop closes the connection, which stops most servers.
      return 'length';
    }
  }
  if (options.abortSignal.aborted || finish === null) {
    throw brokeOff();
  }
  if (finish === 'length') {
    return 'length';
  }
  tally.close();
  return 'stop';
}

/** Servers that tell thoughts from the answer send them under one of these names; a server that is changing its own sends both. */
function reasoningOf(delta: Delta | undefined): string {
  const { reasoning_content: content, reasoning } = (delta ?? {}) as { readonly reasoning_content?: unknown; readonly reasoning?: unknown };
  return [content, reasoning].find((text): text is string => typeof text === 'string') ?? '';
}

type Reported = { readonly prompt_tokens: number; readonly completion_tokens: number; readonly prompt_tokens_details?: { readonly cached_tokens?: number } };

/**
 * Tokens of one sample, thoughts among them: what the server reports, or until then the most it can be.
 * An answer that ended by itself has at most one token a byte. Of one that was cut off, the server may have
 * generated more than came, or thoughts that it keeps to itself: up to the limit.
 */
class Tally {
  private bytes = 0;
  private pieces = 0;
  private isWhole = false;
  private reported: Reported | null = null;

  constructor(
    private readonly prompt: Prompt,
    private readonly maxOutputTokens: number,
  ) {}

  add(text: string): void {
    this.bytes += Buffer.byteLength(text);
    this.pieces += 1;
  }

  /** The answer ended by itself: nothing more was generated than came. */
  close(): void {
    this.isWhole = true;
  }

  report(usage: Reported | null | undefined): void {
    this.reported = usage ?? this.reported;
  }

  /** A piece of text is one token at least, so more pieces than tokens allowed can only be too many. */
  get isOverdrawn(): boolean {
    return this.pieces > this.maxOutputTokens;
  }

  usage(): Usage {
    const most = this.isWhole ? Math.min(this.bytes, this.maxOutputTokens) : this.maxOutputTokens;
    return {
      ...NO_USAGE,
      promptTokens: this.reported?.prompt_tokens ?? promptTokenBound(this.prompt),
      cachedPromptTokens: this.reported?.prompt_tokens_details?.cached_tokens ?? 0,
      completionTokens: this.reported?.completion_tokens ?? Math.max(this.pieces, most),
    };
  }
}
