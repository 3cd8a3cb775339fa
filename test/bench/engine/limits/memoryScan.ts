import { parentPort, workerData } from 'node:worker_threads';

/** One thread that reads a buffer of its own from end to end each time it is told to. The search is libc's `memchr`, which does nothing but read. */
const { bytes } = workerData as { bytes: number };
/** Never in the buffer. */
const ABSENT = 0xff;
const buffer = Buffer.alloc(bytes, 1);

parentPort?.on('message', (passes: number) => {
  for (let pass = 0; pass < passes; pass += 1) {
    buffer.indexOf(ABSENT);
  }
  parentPort?.postMessage('done');
});
parentPort?.postMessage('ready');
