import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { anySignal, cancelledError, raceAbort, throwIfAborted } from '../../../src/base/abort';
import { AsyncQueue } from '../../../src/base/asyncQueue';
import { deserializeError, ReckonError, serializeError } from '../../../src/base/errors';
import { formatBytes, formatCompact, formatDollars, formatEnergy, formatEnergyRange, formatPrice, formatProbability, formatSeconds, plural } from '../../../src/base/format';
import { seededRandom } from '../../../src/base/random';

describe('errors', () => {
  it('survive the way to another process', () => {
    const error = new ReckonError('network', 'Nobody is there.', { hint: 'Look.' });
    const back = deserializeError(structuredClone(serializeError(error)));
    expect(back).toMatchObject({ code: 'network', message: 'Nobody is there.', hint: 'Look.' });
    expect(ReckonError.is(back, 'network')).toBe(true);
    expect(ReckonError.is(back, 'cancelled')).toBe(false);
  });

  it('keep their cause at home, and are known by another copy of their class', () => {
    const cause = new Error('socket closed');
    const error = new ReckonError('network', 'Nobody is there.', { cause });
    expect(error.cause).toBe(cause);
    expect(serializeError(error)).toEqual({ code: 'network', message: 'Nobody is there.' });
    expect(ReckonError.is(Object.assign(new Error('elsewhere'), { name: 'ReckonError', code: 'network' }), 'network')).toBe(true);
    expect([{ name: 'ReckonError', code: 'network' }, null, 'network'].some((each) => ReckonError.is(each))).toBe(false);
  });

  it('keep bugs apart from what was expected', () => {
    const back = deserializeError(serializeError(new TypeError('x is undefined')));
    expect(ReckonError.is(back)).toBe(false);
    expect(back.message).toBe('x is undefined');
    expect(serializeError('just words')).toEqual({ code: null, message: 'just words' });
  });
});

describe('aborting', () => {
  it('settles a wait at once, before and during', async () => {
    const never = new Promise<never>(() => undefined);
    await expect(raceAbort(never, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    const abort = new AbortController();
    const waiting = raceAbort(never, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('lets what is done in time through', async () => {
    expect(await raceAbort(Promise.resolve(1), new AbortController().signal)).toBe(1);
    expect(await raceAbort(Promise.resolve(2), undefined)).toBe(2);
    await expect(raceAbort(Promise.reject(new Error('broken')), new AbortController().signal)).rejects.toThrow('broken');
  });

  it('leaves no listener behind, and lets the work fail unheard after an abort', async () => {
    const abort = new AbortController();
    const [added, removed] = [vi.spyOn(abort.signal, 'addEventListener'), vi.spyOn(abort.signal, 'removeEventListener')];
    await raceAbort(Promise.resolve(1), abort.signal);
    await Promise.resolve();
    expect(removed.mock.calls).toEqual([added.mock.calls[0]?.slice(0, 2)]);
    let fail: (error: Error) => void = () => undefined;
    const waiting = raceAbort(new Promise<never>((_, reject) => (fail = reject)), abort.signal);
    abort.abort('changed my mind');
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled', cause: 'changed my mind' });
    fail(new Error('too late'));
  });

  it('keeps the reason when it is one of ours', () => {
    const reason = new ReckonError('budget-exceeded', 'No time left.');
    expect(cancelledError(reason)).toBe(reason);
    expect(() => throwIfAborted(AbortSignal.abort(reason))).toThrow('No time left.');
    expect(() => throwIfAborted(undefined)).not.toThrow();
  });

  it('joins signals, absent ones left out', () => {
    const one = new AbortController();
    const joined = anySignal(undefined, one.signal, undefined);
    expect(joined.aborted).toBe(false);
    one.abort();
    expect(joined.aborted).toBe(true);
  });
});

describe('a queue', () => {
  const read = async <T>(queue: AsyncQueue<T>): Promise<T[]> => {
    const values: T[] = [];
    for await (const value of queue) {
      values.push(value);
    }
    return values;
  };

  it('gives what was put in before and after somebody waits, in order', async () => {
    const queue = new AsyncQueue<number>();
    queue.push(1);
    const reading = read(queue);
    queue.push(2);
    await Promise.resolve();
    queue.push(3);
    queue.end();
    queue.push(4);
    expect(await reading).toEqual([1, 2, 3]);
  });

  it('fails after what came before', async () => {
    const queue = new AsyncQueue<number>();
    queue.push(1);
    queue.fail(new Error('broken'));
    const iterator = queue[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ value: 1, done: false });
    await expect(iterator.next()).rejects.toThrow('broken');
  });

  it('fails somebody who waits', async () => {
    const queue = new AsyncQueue<number>();
    const waiting = read(queue);
    queue.fail(new Error('broken'));
    await expect(waiting).rejects.toThrow('broken');
  });

  it('tells the producer when the reader fails, and takes nothing more', async () => {
    let left = 0;
    const queue = new AsyncQueue<number>(() => (left += 1));
    queue.push(1);
    const reading = async (): Promise<void> => {
      for await (const value of queue) {
        throw new Error(`cannot use ${value}`);
      }
    };
    await expect(reading()).rejects.toThrow('cannot use 1');
    queue.push(2);
    queue.fail(new Error('too late'));
    expect(left).toBe(1);
    expect(await read(queue)).toEqual([]);
  });

  it('does not tell the producer when it has ended itself', async () => {
    const onReturn = vi.fn();
    const queue = new AsyncQueue<number>(onReturn);
    queue.push(1);
    queue.end();
    queue.fail(new Error('too late'));
    expect(await read(queue)).toEqual([1]);
    expect(onReturn).not.toHaveBeenCalled();
  });

  it('tells the producer when nobody reads any more', async () => {
    const left: string[] = [];
    const queue = new AsyncQueue<number>(() => left.push('left'));
    queue.push(1);
    for await (const value of queue) {
      expect(value).toBe(1);
      break;
    }
    expect(left).toEqual(['left']);
  });
});

describe('seeded random numbers', () => {
  it('are the same for the same seed, and apart for different forks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.integer({ min: 1, max: 1_000_000 }), (seed, bound) => {
        const draw = (): number[] => Array.from({ length: 5 }, ((random) => () => random.integer(bound))(seededRandom(seed)));
        expect(draw()).toEqual(draw());
        expect(draw().every((value) => Number.isInteger(value) && value >= 0 && value < bound)).toBe(true);
      }),
    );
    const big = 2 ** 31;
    expect(seededRandom(1).fork(0).integer(big)).not.toBe(seededRandom(1).fork(1).integer(big));
  });

  it('of neighbouring seeds and forks are all different', () => {
    const drawn = Array.from({ length: 64 }, (_, seed) => Array.from({ length: 64 }, (_label, label) => seededRandom(seed).fork(label).next())).flat();
    expect(new Set(drawn).size).toBe(drawn.length);
  });
});

describe('quantities in words', () => {
  it.each([
    [formatSeconds(0.04), '0.0 s'], [formatSeconds(9.94), '9.9 s'], [formatSeconds(10), '10 s'], [formatSeconds(119.6), '2 min 0 s'], [formatSeconds(125), '2 min 5 s'],
    [formatCompact(999), '999'], [formatCompact(1_000), '1k'], [formatCompact(1_440), '1.4k'], [formatCompact(12_345), '12k'],
    [formatEnergy({ joules: null, source: 'unknown' }), 'energy unknown'], [formatEnergy({ joules: 1_240, source: 'modelled' }), '1.2 kJ modelled'],
    [formatEnergyRange(90, 1_500, 'measured'), '90 J (1.5 kJ) measured'], [formatEnergyRange(null, null, 'unknown'), 'energy unknown'],
    [formatDollars(null), 'price unknown'], [formatDollars(0), 'no charge'], [formatDollars(0.01234), '$0.0123'], [formatDollars(0.000123), '$0.00012'], [formatDollars(0.00000049), '$0.00000049'], [formatDollars(1e-150), `$0.${'0'.repeat(100)}`],
    [formatPrice({ prompt: 0.15, answer: 0.6 }), '$0.15 for a million tokens of prompts and $0.6 of answers'],
    [formatProbability(0.805), '81%'], [formatProbability(0.994), '99%'], [formatProbability(0.996), '>99%'], [formatProbability(1), '>99%'], [formatProbability(0.004), '<1%'], [formatProbability(0), '<1%'],
    [formatBytes(491_400_064), '491 MB'], [formatBytes(1_117_320_768), '1.12 GB'],
    [plural(1, 'sample'), '1 sample'], [plural(1_200, 'token'), '1,200 tokens'],
  ])('%s', (said, expected) => {
    expect(said).toBe(expected);
  });
});
