import type { Wear } from '../lockdown';

/** The parts of Pyodide that its types leave out. */
export interface PyodideInside {
  readonly _module: { readonly HEAPU8: Uint8Array; readonly SOCKFS: { createSocket: unknown } };
  readonly FS: Record<string, unknown> & { readonly ErrnoError: new (errno: number) => Error };
}

/**
 * Copies the interpreter's memory. The function that it returns puts it back, and with it every
 * module, builtin, setting and object as they were before the first candidate. Takes 15 ms.
 */
export function takeHeapCopy({ _module }: PyodideInside): () => void {
  const copy = _module.HEAPU8.slice();
  return () => {
    const heap = _module.HEAPU8; // Another view after the memory has grown.
    heap.set(copy);
    heap.fill(0, copy.length);
  };
}

/** WASI's number for what is not permitted. */
const EACCES = 2;

/** Python's sockets are refused when they are made: Pyodide builds them of WebSockets, connects later, and would seem to succeed. */
export function closeSockets({ _module, FS }: PyodideInside): void {
  _module.SOCKFS.createSocket = (): never => {
    throw new FS.ErrnoError(EACCES);
  };
}

/** Calls of Pyodide's file system that leave something behind. Its files live outside the interpreter's memory. */
const CHANGES = ['mknod', 'symlink', 'rename', 'unlink', 'rmdir', 'chmod', 'chown', 'truncate', 'mount', 'unmount', 'write', 'utime'];
/** Standard streams lead nowhere: printing is no change. */
const LAST_STANDARD_STREAM = 2;

/** Marks the process as spent when a candidate changes files, which are in memory and would meet the next candidate. */
export function watchFiles({ FS }: PyodideInside, wear: Wear): void {
  for (const name of CHANGES) {
    const original = FS[name];
    if (typeof original === 'function') {
      FS[name] = (...given: unknown[]): unknown => {
        if (!isPrinting(name, given[0])) {
          wear.spend();
        }
        return Reflect.apply(original, FS, given);
      };
    }
  }
}

function isPrinting(name: string, stream: unknown): boolean {
  return name === 'write' && Number((stream as { readonly fd?: unknown } | null)?.fd) <= LAST_STANDARD_STREAM;
}
