import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RateBook } from '../../../src/budget';
import { NO_USAGE, type Usage } from '../../../src/model';
import { temporaryFolder } from '../../support/temporaryFolder';

const MODEL = 'some-model';
const MACHINE = 'a processor, 2 threads';
/** A call that read 100 new tokens a second and wrote `speed` tokens a second, in a context of about 256 tokens. */
const usage = (speed: number, over: Partial<Usage> = {}): Usage => ({
  ...NO_USAGE, promptTokens: 200, prefillSeconds: 2, completionTokens: speed * 2, decodeSeconds: 2, ...over,
});
const PREFILL = [{ contextTokens: 256, tokensPerSecond: 100 }];
const single = (tokensPerSecond: number): unknown => ({ samples: 1, contextTokens: 256, tokensPerSecond });

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;
let book: RateBook;
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'rates.json');
  book = new RateBook(path, MACHINE);
});
afterEach(() => folder.dispose());

describe('measured rates', () => {
  it('are absent until something was measured', () => {
    expect(book.get(MODEL)).toBeNull();
    book.record(MODEL, NO_USAGE, 1);
    expect(book.get(MODEL)).toBeNull();
  });

  it('are kept by number of samples and length of context, each at first as measured', () => {
    book.record(MODEL, usage(40), 1);
    expect(book.get(MODEL)).toEqual({ prefill: PREFILL, decode: [single(40)] });
    book.record(MODEL, usage(200), 4);
    book.record(MODEL, usage(30, { promptTokens: 2000, prefillSeconds: 10 }), 1);
    expect(book.get(MODEL)).toEqual({
      prefill: [...PREFILL, { contextTokens: 2048, tokensPerSecond: 200 }],
      decode: [single(40), { samples: 4, contextTokens: 256, tokensPerSecond: 200 }, { samples: 1, contextTokens: 2048, tokensPerSecond: 30 }],
    });
  });

  it('say nothing of prefill when the whole prompt was in the cache', () => {
    book.record(MODEL, usage(40, { cachedPromptTokens: 200, prefillSeconds: 0 }), 1);
    expect(book.get(MODEL)).toEqual({ prefill: [], decode: [single(40)] });
  });

  it('follow later measurements slowly', () => {
    book.record(MODEL, usage(40), 1);
    book.record(MODEL, usage(60), 1);
    expect(book.get(MODEL)?.decode).toEqual([single(46)]);
  });

  it('outlive the process, and a broken or older file starts anew', async () => {
    book.record(MODEL, usage(40), 1);
    expect(new RateBook(path, MACHINE).get(MODEL)).toEqual(book.get(MODEL));
    await writeFile(path, '{"some-model": {"prefill": 90, "decodeSingle": 41}}');
    expect(book.get(MODEL)).toBeNull();
    book.record(MODEL, usage(40), 1);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ [MODEL]: { machine: MACHINE, prefill: PREFILL, decode: [single(40)] } });
  });

  it('are not lost with the entry of another model that is broken', async () => {
    book.record(MODEL, usage(40), 1);
    const all = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ broken: { prefill: 90 }, ...all, none: null }));
    expect(book.get(MODEL)?.decode).toEqual([single(40)]);
    book.record('another', usage(30), 1);
    expect(book.get(MODEL)?.decode).toEqual([single(40)]);
    expect(book.get('another')?.decode).toEqual([single(30)]);
  });

  it('that cannot be kept leave nothing behind and fail nothing', async () => {
    await mkdir(path); // Stands for a full disk: the last step fails.
    book.record(MODEL, usage(40), 1);
    expect(book.get(MODEL)).toBeNull();
    expect(await readdir(folder.path)).toEqual(['rates.json']);
  });

  it('of another machine do not count, and give way to those of this one', () => {
    new RateBook(path, 'another').record(MODEL, usage(200), 1);
    expect(book.get(MODEL)).toBeNull();
    book.record(MODEL, usage(40), 1);
    expect(book.get(MODEL)?.decode).toEqual([single(40)]);
  });
});
