import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, catalogueEntry } from '../../../src/weights';
import { DigestBook } from '../../../src/weights/digest';
import { containing } from './support/matchers';
import { CONTENT, entry, sha256 } from './support/tinyModel';
import { WeightsFixture, whole } from './support/weightsFixture';

describe('the catalogue', () => {
  it.each(CATALOGUE.map((each) => [each.id, each] as const))('%s says all that is needed to fetch and check it', (id, listed) => {
    expect(catalogueEntry(id)).toBe(listed);
    expect(listed).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string, licence: 'Apache-2.0' });
    expect(listed.sources.length).toBeGreaterThan(0);
    expect(listed.bytes).toBeGreaterThan(0);
  });

  it('names no model twice', () => {
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
  });
});

describe('finding a model', () => {
  it('says how to fetch one that is missing', async () => {
    const { store } = await storeWith({});
    await expect(store.resolve('tiny')).rejects.toMatchObject({ code: 'model-missing', hint: containing('reckon models fetch tiny') });
    expect(await store.list()).toMatchObject([{ id: 'tiny', state: 'absent', path: null }]);
  });

  it.each(['huge', 'constructor', '__proto__'])('lists what there is when the id is unknown: %s', async (id) => {
    const { store } = await storeWith({});
    await expect(store.resolve(id)).rejects.toMatchObject({ code: 'unknown-model', hint: containing('tiny') });
    await expect(store.fetch(id)).rejects.toMatchObject({ code: 'unknown-model', hint: containing('tiny') });
    await expect(store.remove(id)).rejects.toMatchObject({ code: 'unknown-model', hint: containing('tiny') });
  });

  it('reads a fetched file again only when it has changed', async () => {
    const { fixture, store } = await storeWith({});
    await store.fetch('tiny');
    expect(await store.list()).toMatchObject([{ id: 'tiny', state: 'present', path: fixture.path }]);
    const book = new DigestBook(join(fixture.home, 'digests.json'));
    await book.record(fixture.path, 'noted');
    expect(await book.digestOf(fixture.path)).toBe('noted');
    await utimes(fixture.path, 1, 1);
    expect(await store.resolve('tiny')).toMatchObject({ sha256: sha256(CONTENT), bytes: CONTENT.length });
  });

  it.each([['of the same length', Buffer.alloc(CONTENT.length, 'x')], ['of another length', CONTENT.subarray(0, 10)]])('notices another file %s', async (_what, data) => {
    const { fixture, store } = await storeWith({});
    await store.fetch('tiny');
    await writeFile(fixture.path, data);
    await utimes(fixture.path, 1, 1);
    await expect(store.resolve('tiny')).rejects.toMatchObject({ code: 'model-corrupt', hint: containing('reckon models fetch tiny') });
    expect((await store.fetch('tiny')).sha256).toBe(sha256(CONTENT));
  });

  it('does without a book of digests that is damaged or cannot be kept', async () => {
    const { fixture, store, files } = await storeWith({ 'home/digests.json': '{ half', 'mine.gguf': CONTENT });
    expect(await store.resolve(files['mine.gguf'])).toMatchObject({ sha256: sha256(CONTENT) });
    const unwritable = new DigestBook(join(fixture.folder, 'mine.gguf/digests.json'));
    expect(await unwritable.digestOf(files['mine.gguf'])).toBe(sha256(CONTENT));
  });

  it.each(['of the catalogue', 'given by its path'])('stops reading a file %s when it is cancelled', async (which) => {
    const bytes = 1e9; // Of nothing: where files may have holes they take no room. Reading them would take a second.
    const fixture = await WeightsFixture.start();
    const path = await fixture.write('home/weights/tiny/tiny.gguf', 'GGUF');
    await truncate(path, bytes);
    const store = fixture.store({ catalogue: [entry({ bytes })] });
    const abort = new AbortController();
    const resolving = store.resolve(which === 'of the catalogue' ? 'tiny' : path, { signal: abort.signal });
    setImmediate(() => abort.abort());
    await expect(resolving).rejects.toMatchObject({ code: 'cancelled' });
    await expect(store.resolve('tiny', { signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(join(fixture.home, 'digests.json'))).toBe(false);
  });

  it('removes a model with everything made from it', async () => {
    const { fixture, store } = await storeWith({});
    await store.fetch('tiny');
    const graphs = join(fixture.home, 'graphs');
    await mkdir(join(graphs, `${sha256(CONTENT)}-v1`), { recursive: true });
    await mkdir(join(graphs, 'another-v1'));
    await store.remove('tiny');
    expect(await fixture.files()).toEqual([]);
    expect(await readdir(graphs)).toEqual(['another-v1']);
    await store.remove('tiny');
  });
});

describe("a person's own file", () => {
  it('is taken where it lies, by its path and once imported by its name', async () => {
    const { fixture, store, files } = await storeWith({ 'mine.GGUF': CONTENT });
    const path = files['mine.GGUF'];
    const expected = { modelId: 'mine', path, sha256: sha256(CONTENT), bytes: CONTENT.length };
    expect(await store.resolve(path)).toEqual(expected);
    expect(await store.importFile(path)).toEqual(expected);
    expect(await fixture.store().resolve('mine')).toEqual(expected);
    expect(await store.list()).toMatchObject([{ id: 'tiny' }, { id: 'mine', state: 'imported', path, bytes: CONTENT.length }]);
    await store.remove('mine');
    expect(existsSync(path)).toBe(true);
    await expect(store.resolve('mine')).rejects.toMatchObject({ code: 'unknown-model' });
  });

  it.each([
    ['is not there', 'none.gguf', 'file-not-found', 'There is no model file at '],
    ['is a folder', 'folder.gguf', 'invalid-input', 'is a folder, not a model file'],
    ['is something else', 'text.gguf', 'model-corrupt', 'it does not begin like a GGUF file'],
    ['is empty', 'empty.gguf', 'model-corrupt', 'it does not begin like a GGUF file'],
    ['has the name of a catalogue model', 'tiny.gguf', 'invalid-input', 'The name tiny is that of a model in the catalogue.'],
  ])('is refused when it %s', async (_what, name, code, words) => {
    const { fixture, store } = await storeWith({ 'folder.gguf/other': '', 'text.gguf': 'hello there', 'empty.gguf': '', 'tiny.gguf': CONTENT });
    const path = join(fixture.folder, name);
    await expect(store.importFile(path)).rejects.toMatchObject({ code, message: containing(words) });
    expect(await store.list()).toHaveLength(1);
    if (name !== 'tiny.gguf') {
      await expect(store.resolve(path)).rejects.toMatchObject({ code, message: containing(words) });
    }
  });

  it('is listed as missing when it is gone', async () => {
    const { store } = await storeWith({ 'home/imports.json': JSON.stringify({ mine: { path: '/nowhere/mine.gguf', sha256: '', bytes: 1 } }) });
    expect(await store.list()).toMatchObject([{}, { id: 'mine', state: 'missing' }]);
    await expect(store.resolve('mine')).rejects.toMatchObject({ code: 'file-not-found', message: containing('/nowhere/mine.gguf') });
  });

  it('does not displace another that is imported at the same time', async () => {
    const { store, files } = await storeWith({ 'one.gguf': CONTENT, 'two.gguf': CONTENT });
    await Promise.all(Object.values(files).map((path) => store.importFile(path)));
    expect((await store.list()).map(({ id }) => id).sort()).toEqual(['one', 'tiny', 'two']);
  });

  it('is not imported when that is cancelled', async () => {
    const { store, files } = await storeWith({ 'mine.gguf': CONTENT });
    await expect(store.importFile(files['mine.gguf'], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    const abort = new AbortController();
    const importing = store.importFile(files['mine.gguf'], { signal: abort.signal });
    abort.abort();
    await expect(importing).rejects.toMatchObject({ code: 'cancelled' });
    expect(await store.list()).toHaveLength(1);
  });

  it('is not forgotten over a damaged list: that is told and left as it is', async () => {
    const { store, files } = await storeWith({ 'home/imports.json': '{ half', 'mine.gguf': CONTENT });
    const list = files['home/imports.json'];
    await expect(store.list()).rejects.toMatchObject({ code: 'invalid-input', message: containing(list) });
    await expect(store.importFile(files['mine.gguf'])).rejects.toMatchObject({ code: 'invalid-input', message: containing(list) });
    expect(await readFile(list, 'utf8')).toBe('{ half');
  });
});

/** A store, with a hub that has the model, and files under its folder. */
async function storeWith<Name extends string>(contents: Record<Name, Buffer | string>) {
  const fixture = await WeightsFixture.start(whole);
  const written = Object.entries<Buffer | string>(contents).map(async ([name, data]) => [name, await fixture.write(name, data)] as const);
  return { fixture, store: fixture.store(), files: Object.fromEntries(await Promise.all(written)) as Record<Name, string> };
}
