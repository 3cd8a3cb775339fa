import { describe, expect, it } from 'vitest';
import { PrefixCache } from '../../../../src/backends/onnx/decode/prefixCache';
import { SHAPE } from './scriptedForward';

const CHUNK = 64;
const range = (length: number, from = 0): number[] => Array.from({ length }, (_, index) => from + index);

/** Reads what the cache lacks of a prompt, in chunks, as the generator does. Returns how much it did not have to read. */
function read(prefixes: PrefixCache, tokens: readonly number[], repeatable: boolean): number {
  const cache = prefixes.take(tokens, { repeatable });
  const cached = cache.length;
  for (let from = cached; from < tokens.length; from += CHUNK) {
    const to = Math.min(from + CHUNK, tokens.length);
    cache.reserve(to - from);
    cache.advance(to - from);
    prefixes.note(tokens.slice(0, to));
  }
  return cached;
}

describe('the keys and values of a prompt that begins like one before', () => {
  it('are read from the first different token on', () => {
    const prefixes = new PrefixCache(SHAPE, CHUNK);
    read(prefixes, range(100), false);
    expect(read(prefixes, [...range(90), 7, 8, 9], false)).toBe(90);
  });

  it('never hold the last token, which what comes next is said after', () => {
    const prefixes = new PrefixCache(SHAPE, CHUNK);
    read(prefixes, range(100), false);
    expect(read(prefixes, range(100), false)).toBe(99);
  });

  it('are taken in whole chunks where the outcome is to be the same bit for bit', () => {
    const prefixes = new PrefixCache(SHAPE, CHUNK);
    read(prefixes, range(200), true);
    expect(read(prefixes, range(200), true)).toBe(192);
    expect(read(prefixes, range(190), true)).toBe(128);
    expect(read(prefixes, range(128), true)).toBe(64);
  });

  it('are not taken for that from beyond where reading began in the middle of a chunk', () => {
    const prefixes = new PrefixCache(SHAPE, CHUNK);
    read(prefixes, range(100), false);
    const next = [...range(90), ...range(70, 500)];
    expect(read(prefixes, next, false)).toBe(90);
    expect(read(prefixes, next, true)).toBe(64);
    expect(read(prefixes, next, true)).toBe(128);
  });

  it('are read again up to the last whole chunk where most of a prompt is new, so that samples over it find all of it', () => {
    const prefixes = new PrefixCache(SHAPE, CHUNK);
    read(prefixes, range(100), false);
    const next = [...range(90), ...range(300, 500)];
    expect(read(prefixes, next, false)).toBe(64);
    expect(read(prefixes, next, true)).toBe(384);
  });

  it('come back after quite another prompt', () => {
    const prefixes = new PrefixCache(SHAPE, CHUNK);
    read(prefixes, range(200), false);
    read(prefixes, range(200, 1000), false);
    expect(read(prefixes, range(200), false)).toBe(199);
  });
});
