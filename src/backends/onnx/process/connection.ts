import type { ChildProcess } from 'node:child_process';
import { cancelledError } from '../../../base/abort';
import type { Clock } from '../../../base/clock';
import { deserializeError, ReckonError } from '../../../base/errors';
import { LastWords } from '../../../base/lastWords';
import { killNodeChild, startNodeChild } from '../../../base/nodeChild';
import type { LoadProgress } from '../../../model';
import type { EngineConfiguration, EngineInfo, EngineReply, EngineRequest } from './messages';

type Answer = Extract<EngineReply, { id: number }>;

/** How long a process that was told to end may take: opening a session cannot be stopped and takes seconds. */
const CLOSE_SECONDS = 10;

/** One engine process from its start to its end. It is never restarted: the client makes a new one. */
export class EngineConnection {
  readonly ready: Promise<EngineInfo>;
  private readonly child: ChildProcess;
  private readonly listeners = new Map<number, { onAnswer(answer: Answer): void; onEnd(error: ReckonError): void }>();
  private readonly exit: Promise<void>;
  private rejectReady: (error: Error) => void = () => undefined;
  private isLoaded = false;
  private nextId = 0;
  private ended: ReckonError | undefined;
  private readonly lastWords: LastWords;

  constructor(
    script: string,
    configuration: EngineConfiguration,
    private readonly clock: Clock,
    onProgress: (progress: LoadProgress) => void,
  ) {
    this.child = startNodeChild(script, { environment: systemEnvironment() });
    // Nothing is printed there, but a full pipe would block whoever did.
    this.child.stdout?.resume();
    this.lastWords = new LastWords(this.child.stderr);
    // Not `close`: Node never emits it for a child from which the parent disconnected.
    this.exit = new Promise((resolve) => {
      this.child.once('exit', () => resolve());
      this.child.once('error', () => resolve());
    });
    this.ready = new Promise((resolve, reject) => {
      this.child.on('message', (message: EngineReply) => this.receive(message, onProgress, resolve));
      this.rejectReady = reject;
      this.child.once('error', (error) => this.crash(`could not start (${error.message})`));
      this.child.once('close', (code, signal) => this.crash(`ended (${signal ?? `code ${code}`})`));
    });
    this.ready.catch(() => undefined); // Whoever asks for something sees the failure.
    this.send({ type: 'load', configuration });
  }

  get alive(): boolean {
    return this.ended === undefined;
  }

  /** Whether the model is ready to answer. */
  get loaded(): boolean {
    return this.isLoaded;
  }

  get processId(): number | undefined {
    return this.child.pid;
  }

  /** Sends a request and hears every answer to it until the returned function is called. */
  request(
    make: (id: number) => EngineRequest,
    onAnswer: (answer: Answer) => void,
    onEnd: (error: ReckonError) => void,
  ): { readonly id: number; stop(): void } {
    const id = this.nextId;
    this.nextId += 1;
    if (this.ended) {
      onEnd(this.ended);
      return { id, stop: () => undefined };
    }
    this.listeners.set(id, { onAnswer, onEnd });
    this.send(make(id));
    return { id, stop: () => this.listeners.delete(id) };
  }

  cancel(id: number): void {
    if (this.alive) {
      this.send({ type: 'cancel', id });
    }
  }

  /** Ends the process and waits until it is gone. Requests that are under way end as cancelled. */
  async close(): Promise<void> {
    this.end(cancelledError());
    if (this.child.connected) {
      this.child.disconnect();
    }
    const stopWaiting = this.clock.schedule(CLOSE_SECONDS, () => killNodeChild(this.child));
    await this.exit;
    stopWaiting();
  }

  private send(message: EngineRequest): void {
    this.child.send(message, (error) => {
      if (error) {
        this.crash(`cannot be reached (${error.message})`);
      }
    });
  }

  private receive(message: EngineReply, onProgress: (progress: LoadProgress) => void, resolve: (info: EngineInfo) => void): void {
    switch (message.type) {
      case 'load-progress':
        onProgress(message.progress);
        break;
      case 'loaded':
        this.isLoaded = true;
        resolve(message.info);
        break;
      case 'load-failed':
        this.rejectReady(deserializeError(message.error));
        break;
      default:
        this.listeners.get(message.id)?.onAnswer(message);
    }
  }

  private crash(how: string): void {
    const { named } = this.lastWords;
    this.end(
      new ReckonError('engine-crashed', `The engine process ${how}.${named === null ? '' : ` ${named}`}`, {
        hint: 'Try again: it is started anew. If it happens again, there may be too little memory for the model.',
      }),
    );
  }

  /** The first reason counts. */
  private end(reason: ReckonError): void {
    if (this.ended) {
      return;
    }
    this.ended = reason;
    this.rejectReady(reason);
    for (const { onEnd } of this.listeners.values()) {
      onEnd(reason);
    }
    this.listeners.clear();
  }
}

/** What Windows needs to find its own libraries. Elsewhere the engine needs nothing from its parent. */
function systemEnvironment(): Record<string, string> {
  const root = process.env['SystemRoot'];
  return root === undefined ? {} : { SystemRoot: root };
}
