import { ReckonError } from '../../base/errors';
import type { RecordedPath } from './path';

/** Takes a run to its end and keeps what it says. Null where the record ended in the middle. */
export async function followRun<Event, Result>(run: AsyncGenerator<Event, Result>, events: Event[], path: RecordedPath): Promise<Result | null> {
  try {
    for (;;) {
      const next = await run.next();
      if (next.done === true) {
        return next.value;
      }
      events.push(next.value);
    }
  } catch (error) {
    if (ReckonError.is(error, 'record-ended') && path.ended !== null) {
      return null;
    }
    throw error;
  }
}
