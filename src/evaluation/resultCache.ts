import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Results in a file, one JSON document a line, so that a run that was broken off goes on where it was. */
export class ResultCache<T> {
  private readonly known = new Map<string, T>();

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    for (const line of text.split('\n')) {
      const entry = parseEntry<T>(line);
      if (entry) {
        this.known.set(entry.key, entry.result);
      }
    }
    if (text !== '' && !text.endsWith('\n')) {
      appendFileSync(path, '\n'); // What a killed process left of its last line must not spoil the next.
    }
  }

  /** Of everything that the result depends on. */
  static keyOf(...parts: readonly unknown[]): string {
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  }

  /** What rejects is not kept, and made again when it is next asked for. */
  async get(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.known.get(key);
    if (known !== undefined) {
      return known;
    }
    const result = await make();
    this.known.set(key, result);
    appendFileSync(this.path, `${JSON.stringify({ key, result })}\n`);
    return result;
  }
}

function parseEntry<T>(line: string): { readonly key: string; readonly result: T } | null {
  try {
    const entry = JSON.parse(line) as { readonly key?: unknown; readonly result: T };
    return typeof entry.key === 'string' ? { key: entry.key, result: entry.result } : null;
  } catch {
    return null; // The last line of a run that was broken off.
  }
}
