import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { AsyncQueue } from '../../base/asyncQueue';
import type { Clock } from '../../base/clock';
import { cancelledError } from '../../base/abort';
import { ReckonError, serializeError } from '../../base/errors';
import { NO_USAGE, addUsage, type GenerateOptions, type LanguageModel, type ModelInfo, type Prompt, type StreamPart, type TokenCount, type Usage } from '../../model';

export interface RemoteModelOptions {
  /** Base address, such as `http://127.0.0.1:11434/v1`. */
  readonly endpoint: string;
  readonly modelName: string;
  readonly apiKey?: string;
  readonly clock: Clock;
}

/** Tokens a chat template may add to a message. */
const MESSAGE_OVERHEAD_TOKENS = 16;
/** One attempt more than the first, so that a budget in seconds is not spent on waiting. */
const RETRIES = 1;

/** Any server that speaks OpenAI's chat completions. Each sample is a request of its own, since many servers ignore `n`. */
export function createOpenAICompatibleModel(options: RemoteModelOptions): LanguageModel {
  if (!URL.canParse(options.endpoint) || !/^https?:$/.test(new URL(options.endpoint).protocol)) {
    throw new ReckonError('invalid-input', `${options.endpoint} is not the address of a server.`, { hint: 'Give an http or https address, such as http://127.0.0.1:11434/v1.' });
  }
  return new RemoteModel(options);
}

class RemoteModel implements LanguageModel {
  readonly info: ModelInfo;
  private readonly client: OpenAI;

  constructor(private readonly options: RemoteModelOptions) {
    this.client = new OpenAI({ baseURL: options.endpoint, apiKey: options.apiKey ?? 'none', maxRetries: RETRIES });
    this.info = { modelId: options.modelName, location: 'remote', contextLength: null, digest: null, parameters: null, supportsInfill: false };
  }

  async warmUp(): Promise<number> {
    return 0;
  }

  async unload(): Promise<void> {}

  /** An upper bound: no tokenizer makes more tokens than the text has bytes. */
  async countTokens(prompt: Prompt): Promise<TokenCount> {
    const tokens = messagesOf(prompt).reduce((sum, { content }) => sum + Buffer.byteLength(content) + MESSAGE_OVERHEAD_TOKENS, MESSAGE_OVERHEAD_TOKENS);
    return { tokens, exact: false };
  }

  async *sample(prompt: Prompt, count: number, options: GenerateOptions): AsyncGenerator<StreamPart> {
    const left = new AbortController();
    const parts = new AsyncQueue<StreamPart>(() => left.abort());
    const signal = options.abortSignal ? AbortSignal.any([options.abortSignal, left.signal]) : left.signal;
    const bound = (await this.countTokens(prompt)).tokens;
    const requests = Array.from({ length: count }, (_, index) => this.drawOne(prompt, index, options, signal, bound, (part) => parts.push(part)));
    void Promise.allSettled(requests).then((ended) => {
      // A prompt is billed with every request, but the contract counts it once for all samples of a call.
      const usages = ended.map((each) => (each.status === 'fulfilled' ? each.value : each.reason instanceof SampleFailure ? each.reason.usage : NO_USAGE));
      const usage = { ...usages.reduce(addUsage, NO_USAGE), promptTokens: Math.max(0, ...usages.map((each) => each.promptTokens)) };
      const failed = ended.find((each) => each.status === 'rejected');
      if (failed) {
        const reason: unknown = failed.reason;
        parts.push({ type: 'error', error: serializeError(reason instanceof SampleFailure ? reason.cause : reason), usage });
      } else {
        parts.push({ type: 'finish', usage });
      }
      parts.end();
    });
    yield* parts;
  }

  private async drawOne(prompt: Prompt, sampleIndex: number, options: GenerateOptions, signal: AbortSignal, promptBound: number, emit: (part: StreamPart) => void): Promise<Usage> {
    const startedAt = this.options.clock.seconds();
    let bytes = 0;
    let reported: { prompt_tokens: number; completion_tokens: number } | null | undefined;
    let finish: string | null = null;
    const usage = (): Usage => ({
      ...NO_USAGE,
      promptTokens: reported?.prompt_tokens ?? promptBound,
      completionTokens: reported?.completion_tokens ?? Math.min(bytes, options.maxOutputTokens),
      decodeSeconds: this.options.clock.seconds() - startedAt,
    });
    try {
      const stream = await this.client.chat.completions.create(
        {
          model: this.options.modelName,
          messages: messagesOf(prompt),
          stream: true,
          stream_options: { include_usage: true },
          max_tokens: options.maxOutputTokens,
          temperature: options.temperature ?? 0,
          top_p: options.topP ?? 1,
          seed: (options.seed ?? 0) + sampleIndex,
          ...(options.stopSequences && options.stopSequences.length > 0 ? { stop: options.stopSequences.slice(0, 4) } : {}),
        },
        { signal },
      );
      for await (const chunk of stream) {
        const choice = chunk.choices[0];
        reported = chunk.usage ?? reported;
        finish = choice?.finish_reason ?? finish;
        const text = choice?.delta.content ?? '';
        bytes += Buffer.byteLength(text);
        if (text !== '') {
          emit({ type: 'text-delta', sampleIndex, text });
        }
      }
      if (finish === null) {
        throw new ReckonError('remote-failed', 'The server ended its answer in the middle.', { hint: 'Try again.' });
      }
    } catch (error) {
      throw new SampleFailure(describe(error, signal, this.options.endpoint), usage());
    }
    const total = usage();
    emit({ type: 'sample-finish', sampleIndex, finishReason: finish === 'length' ? 'length' : 'stop', completionTokens: total.completionTokens, meanLogprob: null });
    return total;
  }
}

/** A failed sample still used something. */
class SampleFailure extends Error {
  constructor(override readonly cause: unknown, readonly usage: Usage) {
    super('A sample failed.');
  }
}

function messagesOf(prompt: Prompt): { role: 'system' | 'user' | 'assistant'; content: string }[] {
  switch (prompt.kind) {
    case 'chat':
      return prompt.messages.map(({ role, content }) => ({ role, content }));
    case 'text':
      return [{ role: 'user', content: prompt.text }];
    case 'fill-in-middle':
      throw new ReckonError('unsupported-model', 'A chat model cannot fill in the middle of a text.', { hint: 'Use a local model for inline suggestions.' });
  }
}

/** What the server said, without the request, which holds the key. */
function describe(error: unknown, signal: AbortSignal, endpoint: string): ReckonError {
  if (signal.aborted || error instanceof APIUserAbortError) {
    return cancelledError();
  }
  if (ReckonError.is(error)) {
    return error;
  }
  if (error instanceof APIConnectionError) {
    return new ReckonError('network', `Cannot reach ${endpoint}.`, { hint: 'Is the server running, and is the address right?' });
  }
  if (error instanceof APIError && error.status !== undefined) {
    return new ReckonError('remote-failed', `The server answered ${String(error.status)}.`, {
      hint: error.status === 401 || error.status === 403 ? 'Check the key.' : error.status === 404 ? 'Check the name of the model.' : 'Try again later.',
    });
  }
  return new ReckonError('remote-failed', `The answer broke off: ${error instanceof Error ? error.message : String(error)}`, { hint: 'Try again.' });
}
