import { fork, spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { dirname, sep } from 'node:path';
import type { Clock } from './clock';

/** A process as it is to be started. Paths are absolute, and the environment is whole: nothing is inherited. */
export interface ChildCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface NodeChildOptions {
  readonly execArgv?: readonly string[];
  /** What the script is given. */
  readonly args?: readonly string[];
  /** The child's whole environment; nothing is inherited. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Puts the process into a wrapper, which must hand on the environment and the fourth file. */
  wrap?(command: ChildCommand): ChildCommand;
}

/** Windows has no process groups of this kind, and a detached child opens a console window there. */
export const HAS_GROUPS = process.platform !== 'win32';

/** Standard streams and, fourth, the channel. */
const STREAMS: StdioOptions = ['ignore', 'pipe', 'pipe', 'ipc'];
/** By which Node in the child finds its end of the channel. Where Node starts Node it says so itself; a wrapper in between clears it. */
const CHANNEL: Readonly<Record<string, string>> = { NODE_CHANNEL_FD: '3', NODE_CHANNEL_SERIALIZATION_MODE: 'advanced' };

/** What has to be readable for this Node to start: the program, and for Electron the folder of its data. */
export function nodeFiles(): readonly string[] {
  return [process.versions['electron'] === undefined ? process.execPath : dirname(process.execPath)];
}

/**
 * Starts one of Reckon's own scripts in a Node process that talks over an IPC channel with
 * structured clone (typed arrays travel as they are). Works in plain Node and inside VS Code,
 * whose executable is Electron and needs to be told to be Node.
 *
 * The child leads a process group of its own: what a terminal sends to the foreground group (Ctrl-C) reaches
 * only us, from the child's first moment on, and we stop it in order. Nothing but the channel ties it to us:
 * it must exit when that closes (`process.on('disconnect')`).
 */
export function startNodeChild(script: string, options: NodeChildOptions = {}): ChildProcess {
  const environment = { ...options.environment, ELECTRON_RUN_AS_NODE: '1' };
  const execArgv = [...(options.execArgv ?? [])];
  const args = [...(options.args ?? [])];
  const shared = { serialization: 'advanced', stdio: STREAMS, detached: HAS_GROUPS } as const;
  if (options.wrap) {
    const plain = { file: process.execPath, args: [...execArgv, script, ...args], cwd: options.cwd ?? process.cwd(), environment: { ...environment, ...CHANNEL } };
    const wrapped = options.wrap(plain);
    return spawn(wrapped.file, [...wrapped.args], { ...shared, cwd: wrapped.cwd, env: wrapped.environment });
  }
  return fork(script, args, { ...shared, execArgv, env: environment, ...(options.cwd === undefined ? {} : { cwd: options.cwd }) });
}

/** Streams of a child that has ended are waited for this long, in seconds: whoever it started ends in a moment. */
const LETTING_GO_SECONDS = 1;

/**
 * Resolves when a child has ended and its streams are closed, or a second after its end: a wrapper that is killed while
 * it starts may leave behind a process that holds them open and never ends. The streams are let go of then.
 * @returns how it ended, such as `SIGKILL` or `code 1`; the message of what kept it from starting
 */
export function whenGone(child: ChildProcess, clock: Clock): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      const how = signal ?? `code ${code}`;
      const cancel = clock.schedule(LETTING_GO_SECONDS, () => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        if (child.connected) {
          child.disconnect();
        }
        resolve(how);
      });
      child.once('close', () => {
        cancel();
        resolve(how);
      });
    });
  });
}

/** First versions of Node with the permission model under its two names. */
const PERMISSION_FLAG = Number(process.versions.node.split('.')[0]) >= 24 ? '--permission' : '--experimental-permission';

export interface ShutOptions {
  /** Folders that may be read, with all that is in them. Absolute; each once, as some versions of Node end themselves otherwise. */
  readonly folders: ReadonlySet<string>;
  readonly files?: readonly string[];
  /** JavaScript heap, in MiB. */
  readonly heapMiB: number;
  /** Threads obey the same rules. */
  readonly mayStartThreads?: boolean;
}

/** Flags for a Node that reads what it is told and nothing else, writes nothing, starts no process and loads no native code. */
export function shutFlags({ folders, files = [], heapMiB, mayStartThreads = false }: ShutOptions): string[] {
  const readable = [...[...folders].map((folder) => `${folder}${sep}*`), ...files];
  return [PERMISSION_FLAG, ...(mayStartThreads ? ['--allow-worker'] : []), ...readable.map((path) => `--allow-fs-read=${path}`), '--no-warnings', `--max-old-space-size=${heapMiB}`];
}

/** Ends a child at once, and with it whatever it has started. */
export function killNodeChild(child: ChildProcess): void {
  // The number of a child that has ended may by now be another's.
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  if (!HAS_GROUPS) {
    child.kill('SIGKILL');
    return;
  }
  killGroup(child.pid);
}

/** Ends what is left of a process group, also when its leader has ended. @param leader number of the process that began it */
export function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // Nobody is left in it, or we have not heard of its end yet; of such a group macOS says EPERM.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw error;
    }
  }
}
