export interface Disposable {
  /** Safe to call twice. */
  dispose(): void | Promise<void>;
}

/** Owns disposables and releases them in reverse order of acquisition. */
export class DisposableStore implements Disposable {
  private readonly items: Disposable[] = [];

  add<T extends Disposable>(item: T): T {
    this.items.push(item);
    return item;
  }

  /** Disposes all, even when some throw; the first error is thrown at the end. */
  async dispose(): Promise<void> {
    const errors: unknown[] = [];
    for (let item = this.items.pop(); item; item = this.items.pop()) {
      try {
        await item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) {
      throw errors[0];
    }
  }
}
