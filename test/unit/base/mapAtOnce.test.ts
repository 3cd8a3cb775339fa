import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapAtOnce } from '../../../src/base/mapAtOnce';

describe('mapping several at once', () => {
  it('keeps the order, does each once, and never more at once than asked for', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.integer()), fc.integer({ min: 1, max: 5 }), async (items, most) => {
      let [running, highest, calls] = [0, 0, 0];
      const results = await mapAtOnce(items, most, async (item) => {
        running += 1;
        calls += 1;
        highest = Math.max(highest, running);
        await Promise.resolve();
        running -= 1;
        return item * 2;
      });
      expect(results).toEqual(items.map((item) => item * 2));
      expect(calls).toBe(items.length);
      expect(highest).toBeLessThanOrEqual(most);
    }));
  });

  it('begins no other once one has failed', async () => {
    const begun: number[] = [];
    await expect(mapAtOnce([1, 2, 3, 4, 5], 1, (item) => {
      begun.push(item);
      return item === 2 ? Promise.reject(new Error('no')) : Promise.resolve(item);
    })).rejects.toThrow('no');
    expect(begun).toEqual([1, 2]);
  });

  it('tells those that go on, and waits for them, before it says what failed', async () => {
    const ended: string[] = [];
    await expect(mapAtOnce(['fails', 'goes on'], 2, async (item, _, signal) => {
      if (item === 'fails') {
        throw new Error('no');
      }
      await new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })));
      ended.push(item);
      throw new Error('stopped half-way');
    })).rejects.toThrow('no');
    expect(ended).toEqual(['goes on']);
  });

  it('begins nothing more once it is cancelled, and says so', async () => {
    const cancel = new AbortController();
    const begun: number[] = [];
    await expect(mapAtOnce([1, 2, 3], 1, async (item) => {
      begun.push(item);
      cancel.abort();
    }, cancel.signal)).rejects.toThrow(expect.objectContaining({ code: 'cancelled' }) as Error);
    expect(begun).toEqual([1]);
  });
});
