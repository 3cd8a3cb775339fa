import type { AnyTrace } from '../app';
import { checkWritable, writeWhole } from './output';

/** Where a run is written down while it goes on. */
interface Recorder {
  /** Null for a run that never began, as where the model is not there. */
  toTrace(): AnyTrace | null;
}

/**
 * Takes a run to its end, and writes it down where somebody named a file, also when it fails. `show` comes before the
 * file: a result that cannot be kept is still a result.
 * @throws what the run fails with, else what the file cannot be written for
 */
export async function keepingTrace<Result>(path: string | undefined, recorder: Recorder, run: () => Promise<Result>, show: (result: Result) => Promise<void>): Promise<Result> {
  if (path !== undefined) {
    await checkWritable(path, 'the trace');
  }
  const result = await run().catch(async (error: unknown) => {
    // What was learned until it failed is worth keeping; why it failed matters more than that it cannot be kept.
    await write(path, recorder).catch(() => undefined);
    throw error;
  });
  await show(result);
  await write(path, recorder);
  return result;
}

async function write(path: string | undefined, recorder: Recorder): Promise<void> {
  const trace = path === undefined ? null : recorder.toTrace();
  if (path !== undefined && trace !== null) {
    await writeWhole(path, `${JSON.stringify(trace, null, 2)}\n`, 'the trace');
  }
}
