import { anySignal, throwIfAborted } from './abort';

/**
 * Maps items with up to `most` workers at once, which are numbered from 0 on. Results are in the items' order. The first
 * that fails ends it: no other is begun, those that go on are told by their signal, and it rejects when all have ended,
 * so that what they work with can then be taken away.
 * @param signal ends it in the same way
 */
export async function mapAtOnce<T, R>(items: readonly T[], most: number, map: (item: T, worker: number, signal: AbortSignal) => Promise<R>, signal?: AbortSignal): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const failed = new AbortController();
  const either = anySignal(signal, failed.signal);
  const work = async (worker: number): Promise<void> => {
    for (const [index, item] of waiting) {
      if (either.aborted) {
        return;
      }
      try {
        results[index] = await map(item, worker, either);
      } catch (error) {
        // The first one's reason stays; that of those which it ended is only that they were ended.
        failed.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(most, items.length)) }, (_, worker) => work(worker)));
  if (failed.signal.aborted && signal?.aborted !== true) {
    throw failed.signal.reason;
  }
  throwIfAborted(signal);
  return results;
}
