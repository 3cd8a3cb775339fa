import OpenAI from 'openai';
import { AsyncQueue } from '../../base/asyncQueue';
import type { Clock } from '../../base/clock';
import { ReckonError, serializeError } from '../../base/errors';
import { addUsage, NO_USAGE, type GenerateOptions, type LanguageModel, type ModelInfo, type Prompt, type StreamPart, type TokenCount, type TokenPrice, type Usage } from '../../model';
import { promptTokenBound } from './request';
import { drawSample, type SampleContext, type SampleOutcome } from './sample';

export interface RemoteModelOptions {
  /** Base address, such as `http://127.0.0.1:11434/v1`. */
  readonly endpoint: string;
  /** The model's name on that server. */
  readonly modelName: string;
  readonly apiKey?: string;
  /** What the person says that it charges; absent: not known. */
  readonly price?: TokenPrice;
  readonly clock: Clock;
}

/** What the client library insists on when a server needs no key. */
const NO_KEY = 'none';

/**
 * Any server that speaks OpenAI's chat completions. Each sample is a request of its own, since many
 * servers ignore `n`; each therefore pays for its prompt.
 * @throws ReckonError `invalid-input` for an address that is none.
 */
export function createOpenAICompatibleModel(options: RemoteModelOptions): LanguageModel {
  if (!URL.canParse(options.endpoint) || !/^https?:$/.test(new URL(options.endpoint).protocol)) {
    throw new ReckonError('invalid-input', `${options.endpoint} is not the address of a server.`, {
      hint: 'Give an http or https address, such as http://127.0.0.1:11434/v1.',
    });
  }
  return new RemoteModel(options);
}

class RemoteModel implements LanguageModel {
  readonly info: ModelInfo;
  private readonly client: OpenAI;

  constructor(private readonly options: RemoteModelOptions) {
    const { endpoint, apiKey = NO_KEY, modelName, price } = options;
    // A request that is made again may be billed again, beyond what was set aside for it: no retries.
    // Organisation and project come from the environment unless they are turned off; nobody chose them here.
    // What goes wrong is said by our own errors; the library would write to the console.
    this.client = new OpenAI({ baseURL: endpoint, apiKey, maxRetries: 0, organization: null, project: null, logLevel: 'off' });
    this.info = {
      modelId: modelName, location: 'remote', contextLength: null, digest: null, parameters: null,
      supportsInfill: false, supportsAnswerPrefix: false, sharesPrompt: false,
      ...(price === undefined ? {} : { price }),
    };
  }

  async warmUp(): Promise<number> {
    return 0;
  }

  async unload(): Promise<void> {}

  async countTokens(prompt: Prompt): Promise<TokenCount> {
    return { tokens: promptTokenBound(prompt), exact: false };
  }

  async *sample(prompt: Prompt, count: number, options: GenerateOptions): AsyncGenerator<StreamPart> {
    const left = new AbortController();
    const parts = new AsyncQueue<StreamPart>(() => left.abort());
    const abortSignal = options.abortSignal ? AbortSignal.any([options.abortSignal, left.signal]) : left.signal;
    const context: SampleContext = {
      client: this.client, apiKey: this.options.apiKey ?? null, endpoint: this.options.endpoint, modelName: this.options.modelName, prompt,
      options: { ...options, abortSignal }, emit: (part) => parts.push(part),
    };
    const startedAt = this.options.clock.seconds();
    void Promise.all(Array.from({ length: count }, (_, index) => drawSample(context, index))).then((outcomes) => {
      parts.push(lastPart(outcomes, this.options.clock.seconds() - startedAt));
      parts.end();
    });
    yield* parts;
  }
}

/** What all samples used together, whether they succeeded or not. */
function lastPart(outcomes: readonly SampleOutcome[], decodeSeconds: number): StreamPart {
  const used: Usage = { ...outcomes.map(({ usage }) => usage).reduce(addUsage, NO_USAGE), decodeSeconds };
  const failed = outcomes.find(({ error }) => error !== null);
  return failed?.error ? { type: 'error', error: serializeError(failed.error), usage: used } : { type: 'finish', usage: used };
}
