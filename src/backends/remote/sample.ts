import type OpenAI from 'openai';
import type { FinishReason, GenerateOptions, Prompt, StreamPart, Usage } from '../../model';
import { NO_USAGE } from '../../model';
import { brokeOff, describeFailure, isUnbilled } from './failure';
import { promptTokenBound, requestFor } from './request';

export interface SampleContext {
  readonly client: OpenAI;
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
  const tally = new Tally(context.prompt, context.options.maxOutputTokens);
  try {
    const finishReason = await stream(context, sampleIndex, tally);
    const usage = tally.usage();
    context.emit({ type: 'sample-finish', sampleIndex, finishReason, completionTokens: usage.completionTokens, meanLogprob: null, meanEntropy: null, tokenScores: null });
    return { usage, error: null };
  } catch (error) {
    const failure = describeFailure(error, context.options.abortSignal, context.endpoint);
    return { usage: isUnbilled(error) ? NO_USAGE : tally.usage(), error: failure };
  }
}

async function stream({ client, modelName, prompt, options, emit }: SampleContext, sampleIndex: number, tally: Tally): Promise<FinishReason> {
  const chunks = await client.chat.completions.create(requestFor(modelName, prompt, sampleIndex, options), { signal: options.abortSignal });
  let finish: string | null = null;
  for await (const chunk of chunks) {
    const choice = chunk.choices?.[0];
    finish = choice?.finish_reason ?? finish;
    tally.report(chunk.usage);
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
  return finish === 'length' ? 'length' : 'stop';
}

type Reported = { readonly prompt_tokens: number; readonly completion_tokens: number; readonly prompt_tokens_details?: { readonly cached_tokens?: number } };

/** Tokens of one sample: what the server reports, or until then the most it can be. */
class Tally {
  private bytes = 0;
  private pieces = 0;
  private reported: Reported | null = null;

  constructor(
    private readonly prompt: Prompt,
    private readonly maxOutputTokens: number,
  ) {}

  add(text: string): void {
    this.bytes += Buffer.byteLength(text);
    this.pieces += 1;
  }

  report(usage: Reported | null | undefined): void {
    this.reported = usage ?? this.reported;
  }

  /** A piece of text is one token at least, so more pieces than tokens allowed can only be too many. */
  get isOverdrawn(): boolean {
    return this.pieces > this.maxOutputTokens;
  }

  usage(): Usage {
    return {
      ...NO_USAGE,
      promptTokens: this.reported?.prompt_tokens ?? promptTokenBound(this.prompt),
      cachedPromptTokens: this.reported?.prompt_tokens_details?.cached_tokens ?? 0,
      completionTokens: this.reported?.completion_tokens ?? Math.max(this.pieces, Math.min(this.bytes, this.maxOutputTokens)),
    };
  }
}
