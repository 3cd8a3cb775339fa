import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ResultCache } from '../../../src/evaluation';
import { temporaryFolder } from '../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.dispose());

describe('results in a file', () => {
  it('are made once, also by the next process', async () => {
    const path = join(folder.path, 'results.jsonl');
    const first = new ResultCache<number>(path);
    expect([await first.get('a', async () => 1), await first.get('a', async () => 2)]).toEqual([1, 1]);
    expect(await new ResultCache<number>(path).get('a', async () => 3)).toBe(1);
  });

  it('lose no more than the last line to a killed process', async () => {
    const path = join(folder.path, 'results.jsonl');
    const whole = new ResultCache<number>(path);
    await whole.get('a', async () => 1);
    const before = readFileSync(path, 'utf8');
    await whole.get('b', async () => 2);
    for (let length = before.length; length < readFileSync(path, 'utf8').length; length += 1) {
      const torn = join(folder.path, `torn-${length}.jsonl`);
      writeFileSync(torn, readFileSync(path, 'utf8').slice(0, length));
      await new ResultCache<number>(torn).get('c', async () => 3);
      const next = new ResultCache<number>(torn);
      expect([await next.get('a', async () => 10), await next.get('c', async () => 30)]).toEqual([1, 3]);
    }
  });

  it('are made again where making them failed', async () => {
    const path = join(folder.path, 'results.jsonl');
    const cache = new ResultCache<number>(path);
    await expect(cache.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await cache.get('a', async () => 1)).toBe(1);
  });

  it('pass over lines that are none', async () => {
    const path = join(folder.path, 'results.jsonl');
    appendFileSync(path, 'hello\n{"key": 1}\n{"key": "a", "result": 7}\n');
    expect(await new ResultCache<number>(path).get('a', async () => 1)).toBe(7);
  });
});
