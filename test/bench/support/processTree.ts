import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Where Linux describes its processes; nothing like it exists elsewhere. */
const PROC = '/proc';
const BYTES_PER_KIB = 1024;
/** Written to `clear_refs`, this sets the peak resident size back to the present one (Linux 4.0, proc(5)). */
const RESET_PEAK = '5';

/** Peak resident memory in bytes. */
export interface PeakMemory {
  /** The process that was asked about. */
  readonly root: number;
  /** All processes below it. */
  readonly descendants: number;
}

/** Parent of a process, out of `/proc/PID/stat`; its second field is a name in brackets that may hold anything, brackets too. */
export function parentOf(stat: string): number | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 1).trim().split(/\s+/);
  const parent = Number(fields[1]);
  return Number.isInteger(parent) && parent >= 0 ? parent : null;
}

/** Peak resident size (`VmHWM`) out of `/proc/PID/status`, in bytes; null for kernel threads and zombies. */
export function peakOf(status: string): number | null {
  const match = /^VmHWM:\s*(\d+) kB$/m.exec(status);
  return match ? Number(match[1]) * BYTES_PER_KIB : null;
}

/** Ids of `root` and everything below it, given each process's parent. */
export function treeOf(root: number, parents: ReadonlyMap<number, number>): number[] {
  const tree = [root];
  for (let at = 0; at < tree.length; at += 1) {
    for (const [child, parent] of parents) {
      if (parent === tree[at] && !tree.includes(child)) {
        tree.push(child);
      }
    }
  }
  return tree;
}

/** Sum of each process's own peak: an upper bound of what they held at once. Null where the system does not tell. */
export function readPeakMemory(root: number, proc = PROC): PeakMemory | null {
  const own = read(`${proc}/${root}/status`, peakOf);
  if (own === null) {
    return null;
  }
  const descendants = treeOf(root, readParents(proc))
    .filter((id) => id !== root)
    .reduce((sum, id) => sum + (read(`${proc}/${id}/status`, peakOf) ?? 0), 0);
  return { root: own, descendants };
}

/** Lets peaks begin anew. False where the system does not allow it: then peaks are those since each process began. */
export function resetPeakMemory(root: number, proc = PROC): boolean {
  try {
    for (const id of treeOf(root, readParents(proc))) {
      writeFileSync(`${proc}/${id}/clear_refs`, RESET_PEAK);
    }
    return true;
  } catch {
    // Not Linux, or not permitted.
    return false;
  }
}

function readParents(proc: string): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of list(proc)) {
    const parent = /^\d+$/.test(name) ? read(`${proc}/${name}/stat`, parentOf) : null;
    if (parent !== null) {
      parents.set(Number(name), parent);
    }
  }
  return parents;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // Not Linux.
  }
}

function read<T>(path: string, parse: (text: string) => T | null): T | null {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch {
    // Ended meanwhile, or not Linux.
    return null;
  }
}
