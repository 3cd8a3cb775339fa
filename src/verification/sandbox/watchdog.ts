import { Worker } from 'node:worker_threads';
import { WATCH_MILLISECONDS } from './limits';

/** Written to standard error before the process ends itself, for the host to say why. */
export const OUT_OF_MEMORY_MARK = 'reckon: memory limit';

/**
 * Runs in a thread of its own, because a candidate that never returns blocks the event loop of the
 * process, and then nobody there sees that the parent is gone. Looks only while a candidate runs.
 */
const WATCH_PROGRAM = `
const { parentPort, workerData: { parent, bytes, milliseconds, mark } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const end = () => process.kill(process.pid, 'SIGKILL');
const isOrphan = () => {
  // On Windows the parent's number stays when the parent is gone; elsewhere another process takes its place.
  if (process.ppid !== parent) return true;
  try { process.kill(parent, 0); return false; } catch (error) { return error.code === 'ESRCH'; }
};
const look = () => {
  if (isOrphan()) end();
  if (process.memoryUsage.rss() > bytes) {
    try { writeSync(2, mark); } finally { end(); }
  }
};
let timer;
parentPort.on('message', (isRunning) => {
  clearInterval(timer);
  if (isRunning) { look(); timer = setInterval(look, milliseconds); }
});
`;

export interface Watchdog {
  /** Runs `work` while the watchdog looks; afterwards it rests. */
  during<T>(work: () => T): T;
}

/** Starts the thread that ends this process when its parent is gone or its memory is used up. Call before `lockDown`. */
export async function startWatchdog(residentBytes: number): Promise<Watchdog> {
  // Windows and macOS read the number anew each time: it must be the one from before any candidate.
  const worker = new Worker(WATCH_PROGRAM, {
    eval: true,
    env: {},
    workerData: { parent: process.ppid, bytes: residentBytes, milliseconds: WATCH_MILLISECONDS, mark: OUT_OF_MEMORY_MARK },
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  });
  await new Promise<void>((resolve, reject) => {
    worker.once('online', resolve);
    worker.once('error', reject);
  });
  worker.unref(); // The channel to the parent keeps the process alive, nothing else.
  const look = worker.postMessage.bind(worker);
  return {
    during: (work) => {
      look(true);
      try {
        return work();
      } finally {
        look(false);
      }
    },
  };
}
