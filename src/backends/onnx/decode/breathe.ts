import { throwIfAborted } from '../../../base/abort';

/**
 * Lets messages in between two pieces of work, so that a cancel is seen.
 * @throws ReckonError `cancelled` when the signal has aborted
 */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  throwIfAborted(signal);
}
