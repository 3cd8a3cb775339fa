import { readdirSync, readFileSync } from 'node:fs';

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Live processes below `pid`, its children's children included. */
export function descendants(pid: number, all: readonly ProcessEntry[] = allProcesses()): ProcessEntry[] {
  const children = all.filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [child, ...descendants(child.pid, all)]);
}

export function isAlive(pid: number): boolean {
  return readEntry(String(pid)) !== null;
}

function allProcesses(): ProcessEntry[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(readEntry).filter((entry) => entry !== null);
}

/** Null for what is gone, or has ended and only waits to be noticed. */
function readEntry(pid: string): ProcessEntry | null {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything, brackets too.
    const [state, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') {
      return null;
    }
    return { pid: Number(pid), parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') };
  } catch {
    return null;
  }
}
