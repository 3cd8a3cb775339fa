import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HarnessPaths } from './install.mjs';

/** A cold start reads several hundred megabytes from a slow, shared disk. */
const START_LIMIT_MS = 120_000;
const LISTENING = /Extension host agent listening on (\d+)/;

export interface ServerOptions {
  readonly userData: string;
  readonly extensions: string;
  /** Off: every folder is trusted and no banner shows. */
  readonly workspaceTrust: boolean;
  /** Reaches the extension host on top of this process's own variables. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface Server {
  readonly port: number;
  readonly origin: string;
  /** Everything that the server and the extension host printed so far. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts the VS Code server on a free port of loopback and waits until it listens. */
export async function startServer(paths: HarnessPaths, options: ServerOptions): Promise<Server> {
  const serverData = mkdtempSync(join(tmpdir(), 'reckon-server-'));
  // The server keeps users' settings in `data` of its own folder; the desktop's argument names it elsewhere.
  symlinkSync(options.userData, join(serverData, 'data'));
  const child = spawn(paths.node, [paths.server, ...serverArguments(serverData, options)], {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: extension hosts and what they start end with it.
    detached: true,
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => output.push(chunk));
  }
  const removeData = (): void => rmSync(serverData, { recursive: true, force: true, maxRetries: 5 });
  const killOnExit = (): void => {
    killGroup(child);
    removeData();
  };
  process.once('exit', killOnExit);
  const stop = async (): Promise<void> => {
    process.off('exit', killOnExit);
    const closed = child.exitCode === null && child.signalCode === null ? once(child, 'close') : undefined;
    killGroup(child);
    await closed;
    removeData();
  };
  try {
    const port = await listeningPort(child, () => output.join(''));
    return { port, origin: `http://127.0.0.1:${port}`, output: () => output.join(''), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function serverArguments(serverData: string, options: ServerOptions): string[] {
  return [
    '--host=127.0.0.1',
    '--port=0',
    '--without-connection-token',
    // Makes a built workbench accept the payload in the address.
    '--enable-smoke-test-driver',
    '--accept-server-license-terms',
    '--disable-telemetry',
    // Tests hand over the variables they mean; a login shell's would differ between machines.
    '--force-disable-user-env',
    ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
    `--server-data-dir=${serverData}`,
    `--extensions-dir=${options.extensions}`,
  ];
}

function listeningPort(child: ChildProcess, output: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => reject(new Error(`The VS Code server ${reason}.\n${output()}`));
    const limit = setTimeout(() => fail(`did not listen within ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    const look = (): void => {
      const port = LISTENING.exec(output())?.[1];
      if (port !== undefined) {
        clearTimeout(limit);
        child.stdout?.off('data', look);
        resolve(Number(port));
      }
    };
    child.stdout?.on('data', look);
    child.once('error', (error) => fail(`did not start: ${error.message}`));
    child.once('exit', (code, signal) => {
      clearTimeout(limit);
      fail(`ended early (${signal ?? code})`);
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}
