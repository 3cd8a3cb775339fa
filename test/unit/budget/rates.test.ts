import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PRIOR_RATES, RateBook } from '../../../src/budget/rates';
import { NO_USAGE, type Usage } from '../../../src/model';
import { temporaryFolder } from '../../support/temporaryFolder';

const MODEL = 'some-model';
/** A call that read 100 new tokens a second and wrote `speed` tokens a second. */
const usage = (speed: number, over: Partial<Usage> = {}): Usage => ({
  ...NO_USAGE, promptTokens: 200, prefillSeconds: 2, completionTokens: speed * 2, decodeSeconds: 2, ...over,
});

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;
let book: RateBook;
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'rates.json');
  book = new RateBook(path);
});
afterEach(() => folder.dispose());

describe('measured rates', () => {
  it('are absent until something was measured', () => {
    expect(book.get(MODEL)).toBeNull();
    book.record(MODEL, NO_USAGE, 1);
    expect(book.get(MODEL)).toBeNull();
  });

  it('are each the first measurement as it is, however late it comes', () => {
    book.record(MODEL, usage(40), 1);
    expect(book.get(MODEL)).toEqual({ prefill: 100, decodeSingle: 40 });
    book.record(MODEL, usage(200), 4);
    expect(book.get(MODEL)).toMatchObject({ decodeSingle: 40, decodeBatch: 200 });
  });

  it('say nothing of prefill when the whole prompt was in the cache', () => {
    book.record(MODEL, usage(40, { cachedPromptTokens: 200, prefillSeconds: 0 }), 1);
    expect(book.get(MODEL)).toEqual({ decodeSingle: 40 });
    book.record(MODEL, usage(40), 1);
    expect(book.get(MODEL)).toMatchObject({ prefill: 100 });
  });

  it('follow later measurements slowly', () => {
    book.record(MODEL, usage(40), 1);
    book.record(MODEL, usage(140), 1);
    expect(book.get(MODEL)?.decodeSingle).toBeCloseTo(70);
  });

  it('outlive the process, and a broken file starts anew', async () => {
    book.record(MODEL, usage(40), 1);
    expect(new RateBook(path).get(MODEL)).toEqual(book.get(MODEL));
    await writeFile(path, '{"some-model": {"prefill": -1}}');
    expect(book.get(MODEL)).toBeNull();
    book.record(MODEL, usage(40), 1);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ [MODEL]: { prefill: 100, decodeSingle: 40 } });
  });

  it('of an older version are read, without the prior that stood in for what it had not measured', async () => {
    await writeFile(path, JSON.stringify({ [MODEL]: { ...PRIOR_RATES, decodeSingle: 41.5 } }));
    expect(book.get(MODEL)).toEqual({ decodeSingle: 41.5 });
  });
});
