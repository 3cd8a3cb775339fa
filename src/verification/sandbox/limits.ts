import { DEFAULT_RESOURCE_LIMITS } from '../limits';

/** What one sandbox process may take of the machine's memory. Each limit stands behind the one before it. */

const MIB = 1024 * 1024;
const PAGE_BYTES = 65_536;

/** Stack of QuickJS inside WebAssembly; deep recursion ends as an InternalError and not as a trap. */
export const QUICKJS_STACK_BYTES = 512 * 1024;
/** QuickJS's own count ends first, at this share of the interpreter's memory. It overshoots for strings and buffers, so it is not the last word. */
const QUICKJS_SHARE = 2 / 3;
/** JavaScript heap of the process, in MiB: the interpreter's glue and the answers on their way out. */
export const HEAP_MIB = 512;
/**
 * What the process takes beside its interpreter's memory, in MiB: what the limits before this one add up to in honest
 * use (an idle Pyodide takes 200), and not what would hurt a machine with 4 GiB.
 */
const BESIDE_MIB = 640;
/** An interpreter that grew by more than this for a candidate is not used again: WebAssembly memory never shrinks. */
export const KEPT_GROWTH_BYTES = 64 * MIB;
/** How often the watchdog looks while a candidate runs. WebAssembly writes about 2 GB a second: one look is 100 MB. */
export const WATCH_MILLISECONDS = 50;

export interface MemoryLimits {
  readonly quickjsBytes: number;
  /** WebAssembly pages of the interpreter. */
  readonly pages: number;
  /** Of the whole process, as the operating system counts it. */
  readonly residentBytes: number;
}

/** Memory of a sandbox process in MiB as the operating system counts it, at the most. @param memoryMiB of its interpreter */
export function residentMiB(memoryMiB: number): number {
  return memoryMiB + BESIDE_MIB;
}

/** @param memoryMiB the interpreter's, as text: what the process was started with */
export function memoryLimits(memoryMiB: string | undefined): MemoryLimits {
  const mebibytes = Number(memoryMiB ?? DEFAULT_RESOURCE_LIMITS.memoryMiB);
  return {
    quickjsBytes: Math.floor(mebibytes * QUICKJS_SHARE) * MIB,
    pages: (mebibytes * MIB) / PAGE_BYTES,
    residentBytes: residentMiB(mebibytes) * MIB,
  };
}
