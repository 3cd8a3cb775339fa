import { spawnSync } from 'node:child_process';
import { closeSync, openSync, unlinkSync } from 'node:fs';
import { hostname, networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Surroundings } from '../isolation/types';

/** What this process finds out about itself before it runs anything: the flags that it was started with are tried, not believed. */
export interface SelfReport {
  /** What it could do although it must not, in words; empty when all is shut. */
  readonly open: readonly string[];
  readonly seen: Surroundings;
}

/** Call before `lockDown`. */
export function examineSelf(): SelfReport {
  const open = [
    ...(isOpen(() => closeSync(openSync(process.execPath, 'r'))) ? ['read files'] : []),
    ...(isOpen(writeFile) ? ['write files'] : []),
    ...(isOpen(startProcess) ? ['start processes'] : []),
  ];
  const networks = Object.entries(networkInterfaces()).filter(([, found]) => found?.some(({ internal }) => !internal) === true);
  return { open, seen: { hostName: hostname(), parent: process.ppid, networks: networks.map(([name]) => name) } };
}

/** Whether it is not refused. */
export function isOpen(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false; // Refused, as it should be.
  }
}

function writeFile(): void {
  const path = join(tmpdir(), `reckon-door-${process.pid}`);
  closeSync(openSync(path, 'wx'));
  unlinkSync(path);
}

function startProcess(): void {
  const { error } = spawnSync(process.execPath, ['--version'], { env: { ELECTRON_RUN_AS_NODE: '1' } });
  if (error) {
    throw error;
  }
}
