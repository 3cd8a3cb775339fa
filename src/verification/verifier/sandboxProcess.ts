import type { ChildProcess } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Clock } from '../../base/clock';
import { cancelledError, raceAbort } from '../../base/abort';
import { ReckonError } from '../../base/errors';
import { killNodeChild, nodeFiles, startNodeChild, whenGone } from '../../base/nodeChild';
import { isCanonicalValue, OUTPUT_LIMITS } from '../canonical';
import { isSurroundings, type Confinement } from '../isolation';
import { START_SECONDS, type ResourceLimits } from '../limits';
import type { SelfReport } from '../sandbox/doors';
import { HEAP_MIB, residentMiB } from '../sandbox/limits';
import type { Outcome, RunRequest, SandboxReply } from '../sandbox/messages';
import { OUT_OF_MEMORY_MARK } from '../sandbox/watchdog';
import { LastWords } from './lastWords';

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
  /** It ran inside the operating system's wrapper. */
  readonly isConfined: boolean;
}

export interface RunBounds {
  readonly signal: AbortSignal | undefined;
  /** For all expressions together; each also has the limit of one step. */
  readonly maxSeconds: number;
  /** For one expression, or for loading the candidate. */
  readonly stepSeconds: number;
}

/** First versions of Node with the permission model under its two names. */
const PERMISSION_FLAG = Number(process.versions.node.split('.')[0]) >= 24 ? '--permission' : '--experimental-permission';

/** Cause of a start that took too long, which says that the machine is busy and nothing of what the process was started in. */
export const SLOW_START = 'slow start';

/**
 * One sandbox process. It answers requests until it is killed: by `close`, or here when a candidate
 * takes too long. Nothing a candidate does makes these methods throw; a sandbox that does not start does.
 */
export class SandboxProcess {
  readonly ready: Promise<void>;
  private readonly child: ChildProcess;
  readonly exited: Promise<string>;
  private dead = false;
  private onReply: (reply: SandboxReply) => void = () => undefined;
  /** Whoever waits for an answer learns of the end. One listener for all: a process that lives long gathers none. */
  private onExit: (how: string) => void = () => undefined;
  /** How the process ended; null while it lives. */
  private ending: string | null = null;

  /**
   * @param confinement the operating system's wrapper to start it in; null for none
   * @param variant which of its starts the sandbox takes
   */
  constructor(script: string, private readonly clock: Clock, limits: ResourceLimits, private readonly confinement: Confinement | null = null, readonly variant = 0) {
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
    this.child.on('message', (data: unknown) => {
      const reply = parseReply(data);
      if (reply !== null) {
        this.onReply(reply);
      }
    });
    this.ready = this.waitUntilReady();
    this.ready.catch(() => undefined); // Whoever runs something sees the failure.
  }

  get usable(): boolean {
    return !this.dead;
  }

  /** Loads the candidate, then evaluates each expression. Stops at the first that has to be killed, and after `maxSeconds`. */
  async run(request: RunRequest, { signal, maxSeconds, stepSeconds }: RunBounds): Promise<RunReport> {
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
        this.onReply = () => undefined;
        this.onExit = () => undefined;
        act();
      };
      const finish = (last?: Observed): void => {
        const ended = last === undefined ? outcomes : [...outcomes, last];
        settle(() => resolve({ failure, outcomes: ended, began, isConfined: this.confinement !== null }));
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
        rearm();
        if (reply.type === 'loaded') {
          failure = reply.failure === null ? null : failureOfLoading(parseOutcome(JSON.stringify(reply.failure)));
          began = true;
        } else if (reply.type === 'outcome') {
          // Each outcome answers the expression of its own number; one out of turn answers none.
          outcomes.push(reply.index === outcomes.length ? parseOutcome(reply.json) : { type: 'crashed', reason: 'the sandbox answered out of turn' });
        } else if (reply.type === 'done') {
          if (reply.isSpent) {
            void this.close();
          }
          finish();
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
        if (reply.type === 'ready') {
          const objection = this.objectionTo(reply.self);
          if (objection === null) {
            stop();
            resolve();
          } else {
            fail(objection);
            void this.close();
          }
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

/**
 * The process may read its own files and nothing else; it may not write, start processes or load native
 * code. Its one thread beside the interpreter's is the watchdog's; threads obey the same rules.
 */
function permissionFlags(script: string): string[] {
  const [manifest, ...folders] = ownFiles(script);
  return [PERMISSION_FLAG, '--allow-worker', ...folders.map((folder) => `--allow-fs-read=${folder}${sep}*`), `--allow-fs-read=${manifest}`, '--no-warnings', `--max-old-space-size=${HEAP_MIB}`];
}

/** What a sandbox reads to start: the manifest, then folders of scripts and packages; those also where a link leads to them. */
function ownFiles(script: string): readonly [string, ...string[]] {
  const root = join(dirname(script), '..');
  const packages = join(root, 'node_modules');
  // Each only once: some versions of Node end themselves when a permission is given twice.
  return [join(root, 'package.json'), ...new Set([dirname(script), packages, ...(existsSync(packages) ? [realpathSync(packages)] : [])])];
}

/** Null for what is no reply; the limit of the step then ends the process. */
function parseReply(data: unknown): SandboxReply | null {
  if (typeof data !== 'object' || data === null || !('type' in data)) {
    return null;
  }
  const reply = data as Record<string, unknown>;
  switch (reply['type']) {
    case 'ready':
      return { type: 'ready', self: parseSelf(reply['self']) };
    case 'loaded':
      return { type: 'loaded', failure: (reply['failure'] ?? null) as Outcome | null };
    case 'outcome':
      return { type: 'outcome', index: Number(reply['index']), json: String(reply['json']) };
    case 'done':
      return { type: 'done', isSpent: reply['isSpent'] !== false };
    default:
      return null;
  }
}

/** A process that does not say what it is like is taken to be open. */
function parseSelf(data: unknown): SelfReport {
  const { open, seen } = (data ?? {}) as Partial<Record<keyof SelfReport, unknown>>;
  return Array.isArray(open) && isSurroundings(seen)
    ? { open: open.map(String), seen }
    : { open: ['do what it did not say'], seen: { hostName: '', parent: 0, networks: [] } };
}

/** Code that failed to load has no value. */
function failureOfLoading(outcome: Observed): Observed {
  return outcome.type === 'value' ? { type: 'crashed', reason: 'the sandbox sent no valid answer' } : outcome;
}

/** Data from a sandbox is checked, never trusted. */
function parseOutcome(json: string): Observed {
  try {
    const data = JSON.parse(json) as Partial<Record<string, unknown>>;
    if (data['type'] === 'value' && isCanonicalValue(data['value'])) {
      const printed = data['printed'];
      return { type: 'value', value: data['value'], ...(typeof printed === 'string' ? { printed: printed.slice(0, OUTPUT_LIMITS.printed) } : {}) };
    }
    if (data['type'] === 'raised') {
      const ancestors: unknown = data['ancestors'];
      return { type: 'raised', exception: String(data['exception']), ancestors: Array.isArray(ancestors) ? ancestors.map(String) : [], message: String(data['message']) };
    }
    if (data['type'] === 'missing-package') {
      return { type: 'missing-package', name: String(data['name']) };
    }
    if (data['type'] === 'unsettled') {
      return { type: 'unsettled' };
    }
    if (data['type'] === 'self-judged') {
      return { type: 'self-judged', why: String(data['why']) };
    }
  } catch (error) {
    return { type: 'crashed', reason: `the sandbox sent no valid answer (${error instanceof Error ? error.message : String(error)})` };
  }
  return { type: 'crashed', reason: 'the sandbox sent no valid answer' };
}
