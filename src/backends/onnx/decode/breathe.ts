import { throwIfAborted } from '../../../base/abort';
import { nextTurn } from '../../../base/turn';

/**
 * Lets messages in between two pieces of work, so that a cancel is seen.
 * @throws ReckonError `cancelled` when the signal has aborted
 */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await nextTurn();
  throwIfAborted(signal);
}
