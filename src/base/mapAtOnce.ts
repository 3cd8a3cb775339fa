/** Maps items with up to `most` of them at work at once. Results are in the items' order; the first that fails ends it, and no other is begun. */
export async function mapAtOnce<T, R>(items: readonly T[], most: number, map: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  let hasFailed = false;
  const work = async (): Promise<void> => {
    for (const [index, item] of waiting) {
      if (hasFailed) {
        return;
      }
      results[index] = await map(item);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(most, items.length)) }, () => work().catch((error: unknown) => {
    hasFailed = true;
    throw error;
  })));
  return results;
}
