import { fork, type ChildProcess } from 'node:child_process';

export interface NodeChildOptions {
  readonly execArgv?: readonly string[];
  /** The child's whole environment; nothing is inherited. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Windows has no process groups of this kind, and a detached child opens a console window there. */
const HAS_GROUPS = process.platform !== 'win32';

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
  return fork(script, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: HAS_GROUPS,
    execArgv: [...(options.execArgv ?? [])],
    env: { ...options.environment, ELECTRON_RUN_AS_NODE: '1' },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
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
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // It has ended and we have not heard of it yet; of such a group macOS says EPERM.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw error;
    }
  }
}
