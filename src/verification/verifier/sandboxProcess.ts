import type { ChildProcess } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../../base/clock';
import { cancelledError, raceAbort } from '../../base/abort';
import { ReckonError } from '../../base/errors';
import { LastWords } from '../../base/lastWords';
import { killNodeChild, nodeFiles, shutFlags, startNodeChild, whenGone } from '../../base/nodeChild';
import type { Confinement } from '../isolation';
import { START_SECONDS, type ResourceLimits } from '../limits';
import type { SelfReport } from '../sandbox/doors';
import { HEAP_MIB, residentMiB } from '../sandbox/limits';
import type { Outcome, RunRequest } from '../sandbox/messages';
import { OUT_OF_MEMORY_MARK } from '../sandbox/watchdog';
import { parseReply, type Reply } from './reply';

/** An outcome as the host sees it: what the sandbox said, or that it had to be killed. */
export type Observed =
  | Outcome
  | { readonly type: 'timed-out' }
  | { readonly type: 'crashed'; readonly reason: string }
  /** Nothing ran, because the level of isolation that is required is not to be had. */
  | { readonly type: 'refused'; readonly why: string };

export interface RunReport {
  /** Why the candidate's own code could not be loaded; null when it was. */
  readonly failure: Observed | null;
  /** One an expression, in order; undefined, or missing at the end, for what was not run. */
  readonly outcomes: readonly (Observed | undefined)[];
  /** The process lived until the candidate's code was loaded or had failed to. */
  readonly began: boolean;
}

export interface RunBounds {
  readonly signal: AbortSignal | undefined;
  /** For all expressions together; each also has the limit of one step. */
  readonly maxSeconds: number;
  /** For one expression, or for loading the candidate. */
  readonly stepSeconds: number;
}

/** Cause of a start that took too long, which says that the machine is busy and nothing of what the process was started in. */
export const SLOW_START = 'slow start';

/** What one process is started in, and as. */
export interface SandboxStart {
  /** The operating system's wrapper to start it in; null for none. */
  readonly confinement: Confinement | null;
  /** Why nothing may run in it: less is around it than is required. Null when something may. */
  readonly refusal: string | null;
  /** Which of its starts the sandbox takes. */
  readonly variant: number;
}

const PLAIN_START: SandboxStart = { confinement: null, refusal: null, variant: 0 };

/**
 * One sandbox process. It answers requests until it is killed: by `close`, or here when a candidate
 * takes too long. Nothing a candidate does makes these methods throw; a sandbox that does not start does.
 */
export class SandboxProcess {
  readonly ready: Promise<void>;
  private readonly child: ChildProcess;
  readonly exited: Promise<string>;
  private dead = false;
  /** Nobody asked for anything: a message then is none of Reckon's program. Null for one that is no reply. */
  private readonly onUnasked = (): void => void this.close();
  private onReply: (reply: Reply | null) => void = this.onUnasked;
  /** Whoever waits for an answer learns of the end. One listener for all: a process that lives long gathers none. */
  private onExit: (how: string) => void = () => undefined;
  /** How the process ended; null while it lives. */
  private ending: string | null = null;

  readonly variant: number;
  /** Why nothing runs in it; null when something may. */
  readonly refusal: string | null;
  private readonly confinement: Confinement | null;

  constructor(script: string, private readonly clock: Clock, limits: ResourceLimits, { confinement, refusal, variant }: SandboxStart = PLAIN_START) {
    this.variant = variant;
    this.refusal = refusal;
    this.confinement = confinement;
    const readable = [...nodeFiles(), ...ownFiles(script)];
    this.child = startNodeChild(script, {
      execArgv: permissionFlags(script),
      args: [String(variant), String(limits.memoryMiB)],
      cwd: dirname(script),
      ...(confinement === null ? {} : { wrap: (command) => confinement.confine(command, { readable, writable: [] }) }),
    });
    this.child.stdout?.resume();
    const words = new LastWords(this.child.stderr, OUT_OF_MEMORY_MARK);
    this.exited = whenGone(this.child, clock).then((how) => {
      this.dead = true;
      if (words.marked) {
        return `used more than ${residentMiB(limits.memoryMiB)} MiB of memory`;
      }
      return words.named === null ? `ended with ${how}` : `ended with ${how}: ${words.named}`;
    });
    void this.exited.then((how) => {
      this.ending = how;
      this.onExit(how);
    });
    this.child.on('message', (data: unknown) => this.onReply(parseReply(data)));
    this.ready = this.waitUntilReady();
    this.ready.catch(() => undefined); // Whoever runs something sees the failure.
  }

  get usable(): boolean {
    return !this.dead;
  }

  /** Whether it is inside the operating system's wrapper. */
  get isConfined(): boolean {
    return this.confinement !== null;
  }

  /** Loads the candidate, then evaluates each expression. Stops at the first that has to be killed, and after `maxSeconds`. */
  async run(request: RunRequest, { signal, maxSeconds, stepSeconds }: RunBounds): Promise<RunReport> {
    if (this.refusal !== null) {
      return { failure: { type: 'refused', why: this.refusal }, outcomes: [], began: false };
    }
    await raceAbort(this.ready, signal);
    const outcomes: Observed[] = [];
    let failure: Observed | null = null;
    let began = false;
    return new Promise<RunReport>((resolve, reject) => {
      let stopTimer = (): void => undefined;
      /** Why we ended the process ourselves; null while the candidate has not been stopped. */
      let killedFor: 'time' | 'cancel' | null = null;
      const kill = (reason: 'time' | 'cancel'): void => {
        killedFor ??= reason;
        killNodeChild(this.child);
      };
      const stopAll = this.clock.schedule(maxSeconds, () => kill('time'));
      const settle = (act: () => void): void => {
        stopTimer();
        stopAll();
        signal?.removeEventListener('abort', onAbort);
        this.onReply = this.onUnasked;
        this.onExit = () => undefined;
        act();
      };
      const finish = (last?: Observed): void => {
        const ended = last === undefined ? outcomes : [...outcomes, last];
        settle(() => resolve({ failure, outcomes: ended, began }));
      };
      const rearm = (): void => {
        stopTimer();
        stopTimer = this.clock.schedule(stepSeconds, () => kill('time'));
      };
      const onAbort = (): void => kill('cancel');
      if (signal?.aborted) {
        onAbort();
      }
      signal?.addEventListener('abort', onAbort, { once: true });
      this.onReply = (reply) => {
        const isInTurn = began && failure === null && outcomes.length < request.expressions.length;
        if (reply?.type === 'loaded' && !began) {
          failure = reply.failure;
          began = true;
          rearm();
        } else if (reply?.type === 'outcome' && isInTurn && reply.index === outcomes.length) {
          outcomes.push(reply.outcome);
          rearm();
        } else if (reply?.type === 'done' && began && !isInTurn) {
          if (reply.isSpent) {
            void this.close();
          }
          finish();
        } else {
          void this.close();
          finish({ type: 'crashed', reason: 'the sandbox sent no valid answer' });
        }
      };
      this.onExit = (how) => {
        if (killedFor === 'cancel') {
          settle(() => reject(cancelledError(signal?.reason)));
        } else {
          finish(killedFor === 'time' ? { type: 'timed-out' } : { type: 'crashed', reason: `the sandbox process ${how}` });
        }
      };
      if (this.ending !== null) {
        this.onExit(this.ending);
        return;
      }
      rearm();
      this.child.send(request, (error) => {
        if (error && killedFor === null) {
          finish({ type: 'crashed', reason: error.message });
        }
      });
    });
  }

  async close(): Promise<void> {
    this.dead = true;
    killNodeChild(this.child);
    await this.exited;
  }

  private waitUntilReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (what: string, cause?: typeof SLOW_START): void => {
        stop();
        reject(new ReckonError('sandbox-failed', `The sandbox did not start: ${what}`, { hint: 'Run the command again; if it goes on, reinstall Reckon.', ...(cause === undefined ? {} : { cause }) }));
      };
      const stop = this.clock.schedule(START_SECONDS, () => {
        fail('it took too long.', SLOW_START);
        void this.close();
      });
      this.onReply = (reply) => {
        this.onReply = this.onUnasked;
        const objection = reply?.type === 'ready' ? this.objectionTo(reply.self) : 'it said what is no answer.';
        if (objection === null) {
          stop();
          resolve();
        } else {
          fail(objection);
          void this.close();
        }
      };
      void this.exited.then((how) => fail(how));
    });
  }

  /** Why nothing may run in a process that found this out about itself; null when it is shut off as it should be. */
  private objectionTo({ open, seen }: SelfReport): string | null {
    if (open.length > 0) {
      return `it could ${open.join(', ')}, which its flags forbid.`;
    }
    return this.confinement === null || this.confinement.encloses(seen) ? null : "the system's wrapper did not take effect.";
  }
}

/** The process may read its own files and nothing else. Its one thread beside the interpreter's is the watchdog's. */
function permissionFlags(script: string): string[] {
  const [manifest, ...folders] = ownFiles(script);
  return shutFlags({ folders: new Set(folders), files: [manifest], heapMiB: HEAP_MIB, mayStartThreads: true });
}

/** What a sandbox reads to start: the manifest, then folders of scripts and packages; those also where a link leads to them. */
function ownFiles(script: string): readonly [string, ...string[]] {
  const root = join(dirname(script), '..');
  const packages = join(root, 'node_modules');
  // Each only once: some versions of Node end themselves when a permission is given twice.
  return [join(root, 'package.json'), ...new Set([dirname(script), packages, ...(existsSync(packages) ? [realpathSync(packages)] : [])])];
}
