import { availableParallelism } from 'node:os';
import { cancelledError, raceAbort, throwIfAborted } from '../../../base/abort';
import { AsyncQueue } from '../../../base/asyncQueue';
import type { Clock } from '../../../base/clock';
import { deserializeError, serializeError } from '../../../base/errors';
import {
  NO_USAGE, type GenerateOptions, type LanguageModel, type LoadProgress, type ModelInfo, type Prompt, type StreamPart, type TokenCount, type Usage,
} from '../../../model';
import { DEFAULT_PRECISION, type Precision } from '../importer/precision';
import { EngineConnection } from './connection';
import { IdleTimer } from './idleTimer';
import type { EngineInfo } from './messages';

export interface OnnxModelOptions {
  /** The built engine process. */
  readonly engineScript: string;
  readonly weights: { readonly modelId: string; readonly path: string; readonly sha256: string };
  readonly graphsDir: string;
  /** Default: `compact`. */
  readonly precision?: Precision;
  /** Guess repeated text and check several tokens at once; off only for comparing. Default true. */
  readonly speculation?: boolean;
  /** Default: one for each processor. */
  readonly threads?: number;
  /** Ends the process, and frees its memory, when nothing was asked for this long. Default: never. */
  readonly unloadAfterSeconds?: number;
  readonly clock: Clock;
}

/** A local model. Its engine process starts on first use, and anew after a crash. */
export interface OnnxLanguageModel extends LanguageModel {
  /** Token ids of a prompt, template included. */
  tokenize(prompt: Prompt, abortSignal?: AbortSignal): Promise<readonly number[]>;
  /** `[tokens, vocabulary]` logits, for comparing with other engines. */
  logits(tokens: readonly number[]): Promise<Float32Array>;
  /** Undefined before the first use and after `unload`. */
  readonly processId: number | undefined;
}

type MakeRequest = Parameters<EngineConnection['request']>[0];
type Answer = Parameters<Parameters<EngineConnection['request']>[1]>[0];
type AnswerOf<K extends Answer['type']> = Extract<Answer, { type: K }>;

export function createOnnxLanguageModel(options: OnnxModelOptions): OnnxLanguageModel {
  return new EngineClient(options);
}

class EngineClient implements OnnxLanguageModel {
  private connection: EngineConnection | undefined;
  private known: EngineInfo | undefined;
  /** Calls that wait for the present connection to be ready. */
  private waiting = 0;
  /** Settles when every process that was let go of is gone. */
  private retired: Promise<unknown> = Promise.resolve();
  private readonly progressListeners = new Set<(progress: LoadProgress) => void>();
  private readonly idle: IdleTimer;

  constructor(private readonly options: OnnxModelOptions) {
    this.idle = new IdleTimer(options.clock, options.unloadAfterSeconds ?? Infinity, () => this.retire());
  }

  get info(): ModelInfo {
    const { modelId, sha256 } = this.options.weights;
    return {
      modelId,
      location: 'local',
      digest: `sha256:${sha256}`,
      contextLength: this.known?.contextLength ?? null,
      parameters: this.known?.parameters ?? null,
      supportsInfill: this.known?.supportsInfill ?? false,
      supportsAnswerPrefix: true,
      sharesPrompt: true,
    };
  }

  get processId(): number | undefined {
    return this.connection?.processId;
  }

  async warmUp(options: { abortSignal?: AbortSignal; onProgress?(progress: LoadProgress): void } = {}): Promise<number> {
    throwIfAborted(options.abortSignal);
    const startedAt = this.options.clock.seconds();
    const warm = this.connection?.alive === true && this.connection.loaded;
    const listener = (progress: LoadProgress): void => options.onProgress?.(progress);
    this.progressListeners.add(listener);
    const endUse = this.idle.begin();
    try {
      await this.connect(options.abortSignal);
    } catch (error) {
      // Loading is the work of this call, so a cancel stops it; unless others wait for it too. A cancelled
      // sample lets it go on: whoever types fast would otherwise never get a model.
      if (options.abortSignal?.aborted && this.waiting === 0 && this.connection?.loaded === false) {
        this.retire();
      }
      throw error;
    } finally {
      this.progressListeners.delete(listener);
      endUse();
    }
    return warm ? 0 : this.options.clock.seconds() - startedAt;
  }

  async *sample(prompt: Prompt, count: number, options: GenerateOptions): AsyncGenerator<StreamPart> {
    const endUse = this.idle.begin();
    try {
      yield* this.stream(prompt, count, options);
    } finally {
      endUse();
    }
  }

  private async *stream(prompt: Prompt, count: number, { abortSignal, ...options }: GenerateOptions): AsyncGenerator<StreamPart> {
    let connection: EngineConnection;
    try {
      connection = await this.connect(abortSignal);
    } catch (error) {
      yield { type: 'error', error: serializeError(error), usage: NO_USAGE };
      return;
    }
    const parts = new AsyncQueue<StreamPart>();
    let used: Usage = NO_USAGE;
    const { id, stop } = connection.request(
      (requestId) => ({ type: 'sample', id: requestId, prompt, count, options }),
      (answer) => {
        if (answer.type === 'part') {
          used = answer.usage;
          parts.push(answer.part);
        } else if (answer.type === 'failed') {
          parts.push({ type: 'error', error: answer.error, usage: used });
        }
      },
      (error) => parts.push({ type: 'error', error: serializeError(error), usage: used }),
    );
    const onAbort = (): void => connection.cancel(id);
    abortSignal?.addEventListener('abort', onAbort, { once: true });
    if (abortSignal?.aborted) {
      onAbort(); // It came between the connection's being ready and the listener's being there.
    }
    try {
      for await (const part of parts) {
        yield part;
        if (part.type === 'finish' || part.type === 'error') {
          return;
        }
      }
    } finally {
      abortSignal?.removeEventListener('abort', onAbort);
      connection.cancel(id);
      stop();
    }
  }

  async countTokens(prompt: Prompt, abortSignal?: AbortSignal): Promise<TokenCount> {
    return { tokens: (await this.tokenize(prompt, abortSignal)).length, exact: true };
  }

  async tokenize(prompt: Prompt, abortSignal?: AbortSignal): Promise<readonly number[]> {
    const answer = await this.ask('tokens', (id) => ({ type: 'tokenize', id, prompt }), abortSignal);
    return answer.tokens;
  }

  async logits(tokens: readonly number[]): Promise<Float32Array> {
    return (await this.ask('logits', (id) => ({ type: 'logits', id, tokens }))).logits;
  }

  async unload(): Promise<void> {
    this.retire();
    await this.retired;
  }

  /** Lets go of the process, which then ends by itself; the next call starts another. */
  private retire(): void {
    this.idle.stop();
    const { connection } = this;
    this.connection = undefined;
    if (connection) {
      this.retired = Promise.all([this.retired, connection.close()]);
    }
  }

  private async connect(abortSignal?: AbortSignal): Promise<EngineConnection> {
    if (abortSignal?.aborted) {
      throw cancelledError(abortSignal.reason);
    }
    if (!this.connection?.alive) {
      this.connection = this.start();
    }
    const { connection } = this;
    this.waiting += 1;
    try {
      this.known = await raceAbort(connection.ready, abortSignal);
    } catch (error) {
      if (!abortSignal?.aborted && this.connection === connection) {
        this.retire();
      }
      throw error;
    } finally {
      this.waiting -= 1;
    }
    return connection;
  }

  private start(): EngineConnection {
    const { engineScript, weights, graphsDir, precision = DEFAULT_PRECISION, speculation = true, threads } = this.options;
    return new EngineConnection(
      engineScript,
      { weightsPath: weights.path, sha256: weights.sha256, graphsDir, precision, speculation, threads: threads ?? availableParallelism() },
      this.options.clock,
      (progress) => this.progressListeners.forEach((listener) => listener(progress)),
    );
  }

  /** A cancel while the model loads means that nothing is asked; what was asked is answered between two steps. */
  private async ask<K extends 'tokens' | 'logits'>(type: K, make: MakeRequest, abortSignal?: AbortSignal): Promise<AnswerOf<K>> {
    const endUse = this.idle.begin();
    try {
      const connection = await this.connect(abortSignal);
      throwIfAborted(abortSignal);
      return await raceAbort(this.answerTo(connection, type, make), abortSignal);
    } finally {
      endUse();
    }
  }

  private answerTo<K extends 'tokens' | 'logits'>(
    connection: EngineConnection,
    type: K,
    make: MakeRequest,
  ): Promise<AnswerOf<K>> {
    return new Promise((resolve, reject) => {
      const { stop } = connection.request(
        make,
        (answer) => {
          stop();
          if (answer.type === type) {
            resolve(answer as AnswerOf<K>);
          } else if (answer.type === 'failed') {
            reject(deserializeError(answer.error));
          }
        },
        reject,
      );
    });
  }
}
