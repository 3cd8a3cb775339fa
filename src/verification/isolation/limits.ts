/** What a confined process may take. One table, each with its reason. Time and resident memory are limited by whoever starts it. */
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

/** How long the probe of a wrapper may take, in seconds: a busy machine starts Node in one or two. */
export const PROBE_SECONDS = 20;
