import type { ChildProcess } from 'node:child_process';
import { deserializeError, ReckonError } from '../../../base/errors';
import { startNodeChild } from '../../../base/nodeChild';
import type { LoadProgress } from '../../../model';
import type { EngineConfiguration, EngineInfo, EngineReply, EngineRequest } from './messages';

type Answer = Extract<EngineReply, { id: number }>;

/** Lines of standard error kept to explain a crash. */
const STDERR_BYTES = 2000;

/** One engine process from its start to its end. It is never restarted: the client makes a new one. */
export class EngineConnection {
  readonly ready: Promise<EngineInfo>;
  private readonly child: ChildProcess;
  private readonly listeners = new Map<number, { onAnswer(answer: Answer): void; onEnd(error: ReckonError): void }>();
  private readonly exit: Promise<void>;
  private nextId = 0;
  private ended: ReckonError | undefined;
  private lastWords = '';

  constructor(script: string, configuration: EngineConfiguration, onProgress: (progress: LoadProgress) => void) {
    this.child = startNodeChild(script);
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.lastWords = (this.lastWords + chunk.toString()).slice(-STDERR_BYTES);
    });
    this.exit = new Promise((resolve) => this.child.once('close', () => resolve()));
    this.ready = new Promise((resolve, reject) => {
      this.child.on('message', (message: EngineReply) => this.receive(message, onProgress, resolve, reject));
      this.child.once('error', (error) => this.end(`could not start (${error.message})`, reject));
      this.child.once('exit', (code, signal) => this.end(`ended (${signal ?? `code ${code}`})`, reject));
    });
    this.ready.catch(() => undefined); // Whoever asks for something sees the failure.
    this.send({ type: 'load', configuration });
  }

  get alive(): boolean {
    return this.ended === undefined;
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

  /** Ends the process and waits until it is gone. */
  async close(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exit;
  }

  private send(message: EngineRequest): void {
    this.child.send(message, (error) => {
      if (error) {
        this.end(`cannot be reached (${error.message})`, () => undefined);
      }
    });
  }

  private receive(message: EngineReply, onProgress: (progress: LoadProgress) => void, resolve: (info: EngineInfo) => void, reject: (error: Error) => void): void {
    switch (message.type) {
      case 'load-progress':
        onProgress(message.progress);
        break;
      case 'loaded':
        resolve(message.info);
        break;
      case 'load-failed':
        reject(deserializeError(message.error));
        break;
      default:
        this.listeners.get(message.id)?.onAnswer(message);
    }
  }

  private end(how: string, reject: (error: Error) => void): void {
    this.ended ??= new ReckonError('engine-crashed', `The engine process ${how}. ${this.lastWords.trim()}`.trim(), {
      hint: 'Try again: it is started anew. If it happens again, there may be too little memory for the model.',
    });
    reject(this.ended);
    for (const { onEnd } of this.listeners.values()) {
      onEnd(this.ended);
    }
    this.listeners.clear();
  }
}
