import type { Wear } from '../lockdown';

/** An open file. One that was duplicated shares its flags. */
interface FileStream {
  readonly flags: number;
}

type Operations = Record<string, unknown>;

/** The parts of Pyodide that its types leave out. */
export interface PyodideInside {
  readonly _module: { readonly HEAPU8: Uint8Array; readonly SOCKFS: { createSocket: unknown } };
  readonly FS: {
    mount: unknown;
    unmount: unknown;
    /** By number; nothing where a file was closed. */
    readonly streams: readonly (FileStream | null | undefined)[];
    readonly currentPath: string;
    readonly ErrnoError: new (errno: number) => Error;
    /** What is done to files of each kind. All files share these tables, so that no way to a file leads round them. */
    readonly filesystems: { readonly MEMFS: { readonly ops_table: Readonly<Record<'dir' | 'file' | 'link' | 'chrdev', { readonly node: Operations; readonly stream: Operations }>> } };
  };
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

/** Operations that leave a file as it is. What is not among them, such as one of a later Pyodide, is taken to change it. */
const READING: ReadonlySet<string> = new Set(['getattr', 'lookup', 'readdir', 'readlink', 'open', 'llseek', 'read', 'mmap']);

/**
 * Marks the process as spent when a candidate changes files, which are in memory outside the interpreter's, and would
 * meet the next candidate.
 * @returns looks, after a candidate, for what else it leaves: open files, standard streams that are others now, another working folder
 * @throws Error where Pyodide's file system is not as it was when this was written: nothing would be watched
 */
export function watchFiles({ FS }: PyodideInside, wear: Wear): () => void {
  const { dir, file, link, chrdev } = FS.filesystems.MEMFS.ops_table;
  if (typeof file.stream['write'] !== 'function' || [dir, file, link, chrdev].some(({ node }) => typeof node['setattr'] !== 'function')) {
    throw new Error("Pyodide's file system has other operations than those that are watched.");
  }
  for (const operations of [dir, file, link, chrdev].flatMap(({ node, stream }) => [node, stream])) {
    watch(operations, Object.keys(operations).filter((name) => !READING.has(name)), wear);
  }
  watch(FS as unknown as Operations, ['mount', 'unmount'], wear);
  const describe = (): readonly unknown[] => [FS.currentPath, ...FS.streams.flatMap((stream, number) => (stream ? [number, stream, stream.flags] : []))];
  const before = describe();
  return () => {
    const now = describe();
    if (now.length !== before.length || now.some((each, index) => each !== before[index])) {
      wear.spend();
    }
  };
}

function watch(owner: Operations, names: readonly string[], wear: Wear): void {
  for (const name of names) {
    const original = owner[name];
    if (typeof original === 'function') {
      owner[name] = (...given: unknown[]): unknown => {
        wear.spend();
        return Reflect.apply(original, owner, given);
      };
    }
  }
}
