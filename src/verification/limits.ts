/**
 * What a candidate may take before it is stopped, or its answer is not looked at. One table, each number with its
 * reason. `ResourceLimits` are those that a person may lower or raise in the settings; the others guard this process.
 */

/** Limits that settings change. */
export interface ResourceLimits {
  /** One example, or loading the code, in seconds. Honest ones take milliseconds; Pyodide is five times slower than CPython, and first imports are slow. */
  readonly exampleSeconds: number;
  /** One candidate with all its examples, in seconds: 64 honest examples end in one; a slow one must not take a run's whole time. */
  readonly candidateSeconds: number;
  /** Memory of the interpreter, in MiB. An honest function of a few lines needs a tenth of it. */
  readonly memoryMiB: number;
}

export const DEFAULT_RESOURCE_LIMITS: ResourceLimits = { exampleSeconds: 3, candidateSeconds: 20, memoryMiB: 384 };

/** What settings may be, from the least that honest code lives with to the most that a machine bears. */
export const RESOURCE_RANGES: Readonly<Record<keyof ResourceLimits, { readonly least: number; readonly most: number }>> = {
  exampleSeconds: { least: 0.5, most: 120 },
  candidateSeconds: { least: 1, most: 600 },
  // Pyodide alone takes 90 MiB; WebAssembly ends at 4 GiB.
  memoryMiB: { least: 128, most: 2048 },
};

/** Starting a sandbox or the type checker, in seconds. Pyodide takes two when cold, several on a busy machine. */
export const START_SECONDS = 30;

/**
 * How large what comes back of one example may be. The sandbox cuts what is larger (`cut`), the host refuses what
 * still comes: reading, comparing and showing are recursive and must end soon on any input.
 */
export const OUTPUT_LIMITS = {
  /** Nested containers. Answers to real tasks stay under ten; the stack holds thousands. */
  depth: 64,
  /** Values in all, containers included. A million-element answer would stall the host's event loop. */
  nodes: 100_000,
  /** Characters of all payload text together. */
  characters: 4_000_000,
  /** Digits of one integer; converting between bases is quadratic. Python's own limit is 4,300. */
  digits: 4_300,
  /** Characters of what a call prints. */
  printed: 10_000,
} as const;

/** What a process inside the operating system's wrapper may take besides. */
export const CONFINED_LIMITS = {
  /** Processes and threads at once. A test runner with a worker a core stays below; a fork bomb ends here. Does not bind root. */
  processes: 512,
  /** Bytes of one file. Larger than any build's output, far smaller than a disk. */
  fileBytes: 2 * 1024 ** 3,
  /** Open files of one process: the usual default of Linux. */
  openFiles: 1024,
  /** Core dumps hold memory, and nobody reads them. */
  coreBytes: 0,
  /** Bytes of `/tmp` and of shared memory. They are the machine's memory. */
  temporaryBytes: 256 * 1024 ** 2,
} as const;
