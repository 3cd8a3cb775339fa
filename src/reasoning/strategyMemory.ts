/** What one strategy keeps, and how it begins. The object itself is the key, so that no two meet. */
export interface MemoryKey<T> {
  /** For people that look at a run. */
  readonly name: string;
  /** Only there to say what is kept. */
  readonly of?: T;
}

/** What strategies keep between their steps of one run; it ends with the run. */
export class StrategyMemory {
  private readonly kept = new Map<MemoryKey<unknown>, unknown>();

  /** Null before anything was kept. */
  peek<T>(key: MemoryKey<T>): T | null {
    // Only `keep` writes, with a value of the key's own type.
    return (this.kept.get(key) as T | undefined) ?? null;
  }

  /** What is kept, begun where there is nothing yet. */
  keep<T>(key: MemoryKey<T>, begin: () => T): T {
    const kept = this.peek(key) ?? begin();
    this.kept.set(key, kept);
    return kept;
  }
}
