import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How long a process could not answer anything else, in milliseconds. */
export interface Stillness {
  readonly longest: number;
  readonly percentile99: number;
}

const NANOSECONDS = 1e6;
/** How often the loop is looked at, in milliseconds; a turn that takes this long is no delay. */
const RESOLUTION = 5;

/** Watches this process's event loop while `work` goes on. */
export async function watchEventLoop<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly stillness: Stillness }> {
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION });
  loop.enable();
  try {
    const value = await work();
    return { value, stillness: { longest: loop.max / NANOSECONDS - RESOLUTION, percentile99: loop.percentile(99) / NANOSECONDS - RESOLUTION } };
  } finally {
    loop.disable();
  }
}
