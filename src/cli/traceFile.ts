import type { AnyTrace } from '../app';
import { writeWhole } from './output';

/**
 * Writes a run down where somebody named a file. One that never began (a model that is not there, say) leaves none.
 * @throws ReckonError `disk-full` and the like when the file cannot be written
 */
export async function writeTrace(path: string | undefined, recorder: { toTrace(): AnyTrace | null }): Promise<void> {
  const trace = path === undefined ? null : recorder.toTrace();
  if (path !== undefined && trace !== null) {
    await writeWhole(path, `${JSON.stringify(trace, null, 2)}\n`, 'the trace');
  }
}
