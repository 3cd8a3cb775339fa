import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { openSession, type Runtime } from '../../../../src/backends/onnx/session/runtime';
import { saveGraph } from './graphFile';

/** Several times the largest caches of the machines that people have. */
const TOTAL_BYTES = 512e6;
/** Of one call: a matrix with this many rows and columns of float32. */
const ROWS = 8192;
const COLUMNS = 12_288;
const PASSES = 4;
/** The fastest of these counts: whatever else runs can only slow it down. */
const REPEATS = 6;

/** Bytes/s of reading memory with `threads` threads at once, by libc's `memchr`. */
export async function scanBandwidth(workerScript: string, threads: number): Promise<number> {
  const bytes = Math.ceil(TOTAL_BYTES / threads);
  const workers = Array.from({ length: threads }, () => new Worker(workerScript, { workerData: { bytes } }));
  try {
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    return await best(async () => {
      await Promise.all(workers.map((worker) => {
        worker.postMessage(PASSES);
        return once(worker, 'message');
      }));
      return bytes * threads * PASSES;
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Bytes/s of a product of a vector with a float32 matrix in the runtime that Reckon uses: it does little but read the matrix. */
export async function productBandwidth(runtime: Runtime, folder: string, threads: number): Promise<number> {
  const path = saveGraph(folder, 'vector-product', (graph) => {
    graph.input('vector', 'float', [1, ROWS]);
    graph.input('matrix', 'float', [ROWS, COLUMNS]);
    graph.node('MatMul', ['vector', 'matrix'], 'product');
    graph.output('product', 'float', [1, COLUMNS]);
  });
  const session = await openSession(runtime, path, threads);
  const feeds = {
    vector: new runtime.Tensor('float32', new Float32Array(ROWS).fill(1), [1, ROWS]),
    // Filled, so that every page is there: untouched ones are all the same page of zeros.
    matrix: new runtime.Tensor('float32', new Float32Array(ROWS * COLUMNS).fill(1), [ROWS, COLUMNS]),
  };
  try {
    return await best(async () => {
      for (let pass = 0; pass < PASSES; pass += 1) {
        await session.run(feeds);
      }
      return ROWS * COLUMNS * Float32Array.BYTES_PER_ELEMENT * PASSES;
    });
  } finally {
    await session.release();
  }
}

/** Amount a second of the fastest of several calls; `work` returns the amount. */
export async function best(work: () => Promise<number>): Promise<number> {
  let fastest = 0;
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const startedAt = performance.now();
    const amount = await work();
    fastest = Math.max(fastest, (amount / (performance.now() - startedAt)) * 1000);
  }
  return fastest;
}
