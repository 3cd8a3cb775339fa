/**
 * Maps items with up to `most` workers at once, which are numbered from 0 on. Results are in the items' order; the first
 * that fails ends it, and no other is begun.
 */
export async function mapAtOnce<T, R>(items: readonly T[], most: number, map: (item: T, worker: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  let hasFailed = false;
  const work = async (worker: number): Promise<void> => {
    for (const [index, item] of waiting) {
      if (hasFailed) {
        return;
      }
      results[index] = await map(item, worker);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(most, items.length)) }, (_, worker) => work(worker).catch((error: unknown) => {
    hasFailed = true;
    throw error;
  })));
  return results;
}
