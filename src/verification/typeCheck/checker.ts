import type { ChildProcess } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { raceAbort } from '../../base/abort';
import type { Clock } from '../../base/clock';
import { killNodeChild, shutFlags, startNodeChild } from '../../base/nodeChild';
import { START_SECONDS } from '../limits';
import type { Candidate, TypeReport } from '../types';
import type { TypeCheckRequest } from './messages';

/** One check, in seconds. Honest functions take hundredths; types can be written that take for ever. */
const CHECK_SECONDS = 4;
/** JavaScript heap of the process, in MiB: the library's types need a quarter of it. */
const HEAP_MIB = 512;

const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('checked'), problems: z.array(z.object({ line: z.number(), message: z.string() })) }),
]);

/** Checks types of TypeScript, and of JavaScript what is wrong under any types, in a process of its own. */
export class TypeChecker {
  private process: TypeCheckProcess | null = null;
  /** The process answers one program at a time. */
  private last: Promise<unknown> = Promise.resolve();
  private isDisposed = false;

  constructor(private readonly script: string, private readonly clock: Clock) {}

  /** Starts the process ahead of need. */
  warmUp(): void {
    this.current();
  }

  /**
   * What is wrong with a candidate's types; null where that cannot be said: another language, a check that took too
   * long, a process that does not start, a cancel. Types are evidence beside others, and no reason to fail.
   */
  check({ language, program }: Candidate, signal?: AbortSignal): Promise<TypeReport | null> {
    if (language === 'python') {
      return Promise.resolve(null);
    }
    const { given, code } = program;
    const result = this.last.then(() => (signal?.aborted === true || this.isDisposed ? null : this.current().check({ language, given, code }, signal)));
    this.last = result.catch(() => undefined); // Whoever asked sees the failure; the next one asks another process.
    return signal === undefined ? result : nullOnAbort(result, signal);
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    this.process?.close();
    await this.last;
  }

  private current(): TypeCheckProcess {
    if (!this.process?.usable) {
      this.process = new TypeCheckProcess(this.script, this.clock);
    }
    return this.process;
  }
}

/** Whoever cancels waits neither for those before nor for a start. */
function nullOnAbort<T>(result: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return raceAbort<T | null>(result, signal).catch((error: unknown) => {
    if (signal.aborted) {
      return null;
    }
    throw error;
  });
}

class TypeCheckProcess {
  private readonly child: ChildProcess;
  private readonly ready: Promise<boolean>;
  private isDead = false;
  private onReply: (reply: z.infer<typeof replySchema> | null) => void = () => undefined;

  constructor(script: string, private readonly clock: Clock) {
    this.child = startNodeChild(script, { execArgv: flags(script), cwd: dirname(script) });
    this.child.stdout?.resume();
    this.child.stderr?.resume();
    this.child.on('message', (message) => this.onReply(replySchema.safeParse(message).data ?? null));
    const end = (): void => {
      this.isDead = true;
      this.onReply(null);
    };
    this.child.once('close', end);
    this.child.on('error', end); // More than one may come, and one that nobody hears would end us.
    this.ready = this.reply(START_SECONDS, undefined).then((reply) => reply?.type === 'ready');
  }

  get usable(): boolean {
    return !this.isDead;
  }

  async check(request: TypeCheckRequest, signal: AbortSignal | undefined): Promise<TypeReport | null> {
    if (!(await this.ready) || this.isDead || signal?.aborted === true) {
      return null;
    }
    const answer = this.reply(CHECK_SECONDS, signal);
    this.child.send(request);
    const reply = await answer;
    return reply?.type === 'checked' ? { problems: reply.problems } : null;
  }

  close(): void {
    this.isDead = true;
    killNodeChild(this.child);
  }

  /** The next reply; null when the process ended, or had to be ended because none came. */
  private reply(seconds: number, signal: AbortSignal | undefined): Promise<z.infer<typeof replySchema> | null> {
    return new Promise((resolve) => {
      const onAbort = (): void => this.close();
      const stopTimer = this.clock.schedule(seconds, onAbort);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.onReply = (reply) => {
        stopTimer();
        signal?.removeEventListener('abort', onAbort);
        this.onReply = () => undefined;
        resolve(reply);
      };
    });
  }
}

/** The compiler reads itself and the library's types; nothing else of the machine is readable. */
function flags(script: string): string[] {
  const compiler = join(dirname(script), '..', 'node_modules', 'typescript');
  const folders = new Set([dirname(script), compiler, ...(existsSync(compiler) ? [realpathSync(compiler)] : [])]);
  return shutFlags({ folders, heapMiB: HEAP_MIB });
}
