import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { EngineDescription, EngineId, EngineSetup, GenerateRequest, Generation, RunnerReply, RunnerRequest } from './protocol';

/** Last words of a process that are kept to explain its end, in characters. */
const STDERR_KEPT = 2000;

/** An engine in a process of its own, seen from the benchmark. A process that dies fails whatever is asked of it. */
export class Runner {
  readonly engine: EngineId;
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  private readonly exit: Promise<unknown>;
  private nextId = 0;
  private lastWords = '';

  constructor(script: string, setup: EngineSetup) {
    this.engine = setup.engine;
    this.child = fork(script, [JSON.stringify(setup)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.lastWords = (this.lastWords + chunk.toString()).slice(-STDERR_KEPT);
    });
    this.child.on('message', (reply: RunnerReply) => this.receive(reply));
    this.exit = once(this.child, 'exit').then(([code, signal]) => this.fail(`${this.engine} ended (${String(signal ?? `code ${String(code)}`)}).`));
    this.child.on('error', (error) => this.fail(`${this.engine} could not start: ${error.message}`));
  }

  get processId(): number | undefined {
    return this.child.pid;
  }

  /** Seconds until a prompt can be read. */
  async load(): Promise<number> {
    return (await this.ask({ type: 'load' })) as number;
  }

  async describe(): Promise<EngineDescription> {
    return (await this.ask({ type: 'describe' })) as EngineDescription;
  }

  async countTokens(text: string): Promise<number> {
    return (await this.ask({ type: 'countTokens', text })) as number;
  }

  async generate(request: GenerateRequest): Promise<Generation> {
    return (await this.ask({ type: 'generate', request })) as Generation;
  }

  /** Ends the process and everything below it. */
  async close(): Promise<void> {
    if (this.child.connected) {
      await this.ask({ type: 'unload' }).catch(() => undefined); // It ends either way.
      this.child.disconnect();
    }
    await this.exit;
  }

  private ask(request: RunnerRequest): Promise<unknown> {
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      if (!this.child.connected) {
        reject(new Error(`${this.engine} is not running. ${this.lastWords}`.trim()));
        return;
      }
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, request });
    });
  }

  private receive(reply: RunnerReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (reply.ok) {
      waiting?.resolve(reply.value);
    } else {
      waiting?.reject(new Error(reply.message));
    }
  }

  private fail(what: string): void {
    for (const { reject } of this.waiting.values()) {
      reject(new Error(`${what} ${this.lastWords}`.trim()));
    }
    this.waiting.clear();
  }
}
