import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { throwIfAborted } from '../../../base/abort';
import type { Clock } from '../../../base/clock';
import { ReckonError } from '../../../base/errors';
import { HAS_GROUPS, killGroup, killNodeChild, whenGone } from '../../../base/nodeChild';
import type { PlainCommand } from '../../isolation/types';
import { STRAY_ROUNDS } from '../limits';

export interface ProcessBounds {
  readonly seconds: number;
  readonly outputBytes: number;
  readonly signal: AbortSignal | undefined;
}

export interface ProcessResult {
  /** Null when it was killed. */
  readonly exitCode: number | null;
  readonly stopped: 'time' | 'output' | null;
  /** What it printed, up to the limit. */
  readonly stdout: string;
  readonly stderr: string;
  /** Wall seconds. */
  readonly seconds: number;
}

/** How strays are told from everything else: each carries this variable or works in this folder. */
export interface RunMark {
  readonly variable: string;
  readonly value: string;
  readonly folder: string;
}

/**
 * Runs a command in a process group of its own and ends the whole group when it ends, is cancelled or goes
 * over a limit; on Linux also what has left the group.
 * @throws ReckonError `cancelled`, `tests-unusable` when it cannot be started.
 */
export async function runProcess(command: PlainCommand, mark: RunMark, bounds: ProcessBounds, clock: Clock): Promise<ProcessResult> {
  const startedAt = clock.seconds();
  const child = spawn(command.file, command.args, {
    cwd: command.cwd, env: command.environment, detached: HAS_GROUPS, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true,
  });
  const watch = new Watch(child, bounds, clock);
  let exitCode: number | null;
  try {
    exitCode = await watch.ended;
  } finally {
    endGroup(child);
    await endStrays(mark);
    await watch.release();
  }
  throwIfAborted(bounds.signal);
  return { exitCode, ...watch.output(), seconds: clock.seconds() - startedAt };
}

/** Gathers what a child prints, and stops it when it is over a limit. */
class Watch {
  readonly ended: Promise<number | null>;
  private stopped: 'time' | 'output' | null = null;
  private readonly stdout: Buffer[] = [];
  private readonly stderr: Buffer[] = [];
  private bytes = 0;
  private readonly gone: Promise<string>;
  private readonly stopTimer: () => void;

  constructor(private readonly child: ChildProcess, private readonly bounds: ProcessBounds, clock: Clock) {
    this.child.stdout?.on('data', (chunk: Buffer) => this.keep(this.stdout, chunk));
    this.child.stderr?.on('data', (chunk: Buffer) => this.keep(this.stderr, chunk));
    this.gone = whenGone(child, clock);
    this.stopTimer = clock.schedule(bounds.seconds, () => this.stop('time'));
    bounds.signal?.addEventListener('abort', this.onAbort, { once: true });
    this.ended = new Promise((resolve, reject) => {
      child.once('exit', (code) => resolve(this.stopped === null ? code : null));
      child.once('error', (error) => reject(new ReckonError('tests-unusable', `The tests could not be started: ${error.message}`, { hint: 'Check that the tool that runs them is installed.', cause: error })));
    });
    if (bounds.signal?.aborted) {
      this.onAbort();
    }
  }

  output(): { stopped: 'time' | 'output' | null; stdout: string; stderr: string } {
    return { stopped: this.stopped, stdout: Buffer.concat(this.stdout).toString(), stderr: Buffer.concat(this.stderr).toString() };
  }

  private readonly onAbort = (): void => endGroup(this.child);

  private stop(why: 'time' | 'output'): void {
    this.stopped ??= why;
    endGroup(this.child);
  }

  private keep(chunks: Buffer[], chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes <= this.bounds.outputBytes) {
      chunks.push(chunk);
    } else {
      this.stop('output');
    }
  }

  /** Waits for the last words, unless something that is out of reach keeps the streams open. */
  async release(): Promise<void> {
    this.stopTimer();
    this.bounds.signal?.removeEventListener('abort', this.onAbort);
    await this.gone;
  }
}

/** The leader may have ended while others of its group live. */
function endGroup(child: ChildProcess): void {
  if (!HAS_GROUPS || child.pid === undefined) {
    killNodeChild(child);
  } else {
    killGroup(child.pid);
  }
}

/** Ends processes that left the group. Elsewhere than on Linux one process cannot see where another came from. */
async function endStrays(mark: RunMark): Promise<void> {
  if (process.platform !== 'linux') {
    return;
  }
  for (let round = 0; round < STRAY_ROUNDS; round += 1) {
    const strays = await findStrays(mark);
    if (strays.length === 0) {
      return;
    }
    for (const pid of strays) {
      killIfThere(pid);
    }
  }
}

async function findStrays(mark: RunMark): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => pid !== process.pid);
  const found = await Promise.all(pids.map(async (pid) => ((await isStray(pid, mark)) ? pid : null)));
  return found.filter((pid) => pid !== null);
}

async function isStray(pid: number, { variable, value, folder }: RunMark): Promise<boolean> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1');
    if (environment.split('\0').includes(`${variable}=${value}`)) {
      return true;
    }
    const cwd = await readlink(`/proc/${pid}/cwd`);
    return cwd === folder || cwd.startsWith(`${folder}/`);
  } catch {
    return false; // It has ended, or is somebody else's.
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}
