import { cancelledError } from '../../../base/abort';
import { serializeError } from '../../../base/errors';
import { NO_USAGE, type LoadProgress } from '../../../model';
import type { Engine } from './engine';
import type { EngineConfiguration, EngineReply, EngineRequest } from './messages';

/** A model that is ready to answer. */
export type LoadedEngine = Pick<Engine, 'info' | 'tokenize' | 'sample' | 'logits'>;
export type LoadEngine = (configuration: EngineConfiguration, onProgress: (progress: LoadProgress) => void, abortSignal: AbortSignal) => Promise<LoadedEngine>;

type RequestOf<K extends EngineRequest['type']> = Extract<EngineRequest, { type: K }>;

/** A call for samples that is not over. */
interface Call {
  readonly cancel: AbortController;
  isRunning: boolean;
}

/**
 * Answers the requests of the parent. The native session runs one step at a time, so calls that need it wait for
 * each other; what needs only the tokenizer is answered in between.
 */
export class EngineServer {
  private readonly calls = new Map<number, Call>();
  private readonly closing = new AbortController();
  private engine: Promise<LoadedEngine> | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly load: LoadEngine, private readonly reply: (message: EngineReply) => void) {}

  receive(request: EngineRequest): void {
    switch (request.type) {
      case 'load':
        this.open(request);
        break;
      case 'sample':
        this.sample(request);
        break;
      case 'cancel':
        this.cancel(request);
        break;
      case 'tokenize': {
        const { id, prompt } = request;
        this.loaded().then((engine) => this.reply({ type: 'tokens', id, tokens: engine.tokenize(prompt) })).catch(this.failed(id));
        break;
      }
      case 'logits': {
        const { id, tokens } = request;
        this.enqueue(id, async (engine) => this.reply({ type: 'logits', id, logits: await engine.logits(tokens) }));
      }
    }
  }

  /** Stops an import that is under way. Resolves when it has removed what it had written; nothing else is worth waiting for. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled([this.engine]);
  }

  private open({ configuration }: RequestOf<'load'>): void {
    this.engine = this.load(configuration, (progress) => this.reply({ type: 'load-progress', progress }), this.closing.signal);
    this.engine.then(
      ({ info }) => this.reply({ type: 'loaded', info }),
      (error: unknown) => this.reply({ type: 'load-failed', error: serializeError(error) }),
    );
  }

  private sample({ id, prompt, count, options }: RequestOf<'sample'>): void {
    const call: Call = { cancel: new AbortController(), isRunning: false };
    this.calls.set(id, call);
    this.enqueue(id, async (engine) => {
      if (call.cancel.signal.aborted) {
        return; // It was answered when it was cancelled.
      }
      call.isRunning = true;
      for await (const { part, usage } of engine.sample(prompt, count, options, call.cancel.signal)) {
        this.reply({ type: 'part', id, part, usage });
      }
    });
  }

  /** A call that runs ends its own stream; one that still waits is answered at once, whatever runs before it. */
  private cancel({ id }: RequestOf<'cancel'>): void {
    const call = this.calls.get(id);
    if (!call || call.cancel.signal.aborted) {
      return;
    }
    call.cancel.abort();
    if (!call.isRunning) {
      this.reply({ type: 'part', id, part: { type: 'error', error: serializeError(cancelledError()), usage: NO_USAGE }, usage: NO_USAGE });
    }
  }

  private loaded(): Promise<LoadedEngine> {
    return this.engine ?? Promise.reject(new Error('No model was loaded.'));
  }

  private enqueue(id: number, work: (engine: LoadedEngine) => Promise<void>): void {
    this.last = this.last
      .then(() => this.loaded())
      .then(work)
      .catch(this.failed(id))
      .finally(() => this.calls.delete(id));
  }

  private failed(id: number): (error: unknown) => void {
    return (error) => this.reply({ type: 'failed', id, error: serializeError(error) });
  }
}
