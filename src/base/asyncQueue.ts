/**
 * Unbounded single-consumer queue that turns callbacks into an async iterable. The producer ends
 * or fails it; a consumer that leaves early triggers `onReturn`, so that the work itself stops.
 */
export class AsyncQueue<T> implements AsyncIterable<T> {
  private readonly buffer: T[] = [];
  private waiting: { resolve(result: IteratorResult<T>): void; reject(error: unknown): void } | undefined;
  private closed: { error?: unknown } | undefined;

  constructor(private readonly onReturn?: () => void) {}

  push(value: T): void {
    if (this.closed) {
      return;
    }
    if (this.waiting) {
      this.waiting.resolve({ value, done: false });
      this.waiting = undefined;
    } else {
      this.buffer.push(value);
    }
  }

  end(): void {
    this.close({});
  }

  fail(error: unknown): void {
    this.close({ error });
  }

  private close(closed: { error?: unknown }): void {
    if (this.closed) {
      return;
    }
    this.closed = closed;
    const waiting = this.waiting;
    this.waiting = undefined;
    if (waiting) {
      if ('error' in closed) {
        waiting.reject(closed.error);
      } else {
        waiting.resolve({ value: undefined, done: true });
      }
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return {
      next: () => this.next(),
      return: async () => {
        this.end();
        this.onReturn?.();
        return { value: undefined, done: true };
      },
    };
  }

  private async next(): Promise<IteratorResult<T>> {
    if (this.buffer.length > 0) {
      return { value: this.buffer.shift() as T, done: false };
    }
    if (this.closed) {
      if ('error' in this.closed) {
        throw this.closed.error;
      }
      return { value: undefined, done: true };
    }
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
    });
  }
}
