import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FetchProgress } from '../../../src/weights';
import { containing } from './support/matchers';
import { CONTENT, HALF, sha256 } from './support/tinyModel';
import { sending, silent, status, WeightsFixture, whole, type Answer } from './support/weightsFixture';

describe('fetching from the hub', () => {
  it('brings the whole file, checked, and says how far it is', async () => {
    const fixture = await WeightsFixture.start(whole);
    const seen: FetchProgress[] = [];
    const file = await fixture.store().fetch('tiny', { onProgress: (progress) => seen.push(progress) });
    expect(file).toEqual({ modelId: 'tiny', path: fixture.path, sha256: sha256(CONTENT), bytes: CONTENT.length });
    expect(seen[0]).toEqual({ modelId: 'tiny', phase: 'connecting', source: 'hub', receivedBytes: 0, totalBytes: CONTENT.length });
    expect(seen.at(-2)).toMatchObject({ phase: 'downloading', receivedBytes: CONTENT.length });
    expect(seen.at(-1)).toMatchObject({ phase: 'checking', receivedBytes: CONTENT.length });
    expect(await fixture.files()).toEqual(['tiny.gguf']);
    expect(fixture.requests[0]).toMatchObject({ url: '/owner/tiny/resolve/main/tiny.gguf', headers: { 'accept-encoding': 'identity' } });
  });

  it('asks nobody when the file is there', async () => {
    const fixture = await WeightsFixture.start(whole);
    await fixture.store().fetch('tiny');
    await fixture.store().fetch('tiny');
    expect(fixture.requests).toHaveLength(1);
  });

  it('replaces a file that is not what was published', async () => {
    const fixture = await WeightsFixture.start(whole);
    await fixture.write('home/weights/tiny/tiny.gguf', Buffer.alloc(CONTENT.length, 'x'));
    await fixture.store().fetch('tiny');
    expect(await fixture.fetched()).toEqual(CONTENT);
  });

  it('takes nothing for whole whose digest differs', async () => {
    const fixture = await WeightsFixture.start(sending(Buffer.alloc(CONTENT.length, 'x')));
    await expect(fixture.store().fetch('tiny')).rejects.toMatchObject({ code: 'model-corrupt', message: containing('digest differs'), hint: containing('removed') });
    expect(await fixture.files()).toEqual([]);
  });

  it.each([
    ['nothing', sending(Buffer.alloc(0)), "the hub's file has 0 bytes"],
    ['another size', sending(CONTENT.subarray(1)), `the hub's file has ${CONTENT.length - 1} bytes, not ${CONTENT.length}`],
    ['too much, piece by piece', (response) => void (response.write(CONTENT), response.end(CONTENT)), 'more than the file has'],
    ['too little, as if it were all', (response) => void (response.write(CONTENT.subarray(0, HALF)), response.end()), `ended after ${HALF} of`],
    ['404', status(404), 'the hub answered 404'],
    ['500', status(500), 'the hub answered 500'],
  ] satisfies [string, Answer, string][])('gives up in words when the hub sends %s', async (_what, answer, words) => {
    const fixture = await WeightsFixture.start(answer);
    await expect(fixture.store().fetch('tiny')).rejects.toMatchObject({
      code: 'network', message: expect.stringMatching(/^The model tiny could not be fetched\. hub \(http:\/\/127\.0\.0\.1:\d+\): /) as string, hint: containing('path of a GGUF file'),
    });
    await expect(fixture.store().fetch('tiny')).rejects.toThrow(words);
    expect(existsSync(fixture.path)).toBe(false);
  });

  it('says so when nobody is there', async () => {
    const fixture = await WeightsFixture.start();
    const store = fixture.store({ environment: { HF_ENDPOINT: `http://127.0.0.1:${await closedPort()}` } });
    await expect(store.fetch('tiny')).rejects.toMatchObject({ code: 'network', message: containing('ECONNREFUSED'), hint: containing('Check the network') });
  });

  it('gives up on a hub that does not answer, and hangs up', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const fixture = await WeightsFixture.start((response) => {
      closed = new Promise((resolve) => response.once('close', resolve));
      fixture.clock.advance(8);
    });
    await expect(fixture.store().fetch('tiny')).rejects.toMatchObject({ code: 'network', message: containing('no answer within 8 s') });
    await closed;
  });

  it.runIf(existsSync('/dev/full'))('says that the disk is full, tries nobody else and leaves nothing that looks whole', async () => {
    const fixture = await WeightsFixture.start(whole);
    await mkdir(dirname(fixture.path), { recursive: true });
    await symlink('/dev/full', `${fixture.path}.part`);
    await expect(fixture.store().fetch('tiny')).rejects.toMatchObject({ code: 'disk-full', hint: containing('RECKON_HOME') });
    expect(fixture.requests).toHaveLength(1);
    await expect(fixture.store().resolve('tiny')).rejects.toMatchObject({ code: 'model-missing' });
  });

  it('says when the cache folder cannot be one', async () => {
    const fixture = await WeightsFixture.start(whole);
    await fixture.write('home', 'a file');
    await expect(fixture.store().fetch('tiny')).rejects.toMatchObject({ code: 'invalid-input', hint: containing('RECKON_HOME') });
    expect(fixture.requests).toEqual([]);
  });
});

describe('going on with a download', () => {
  it('asks for the rest when a connection was cut', async () => {
    const fixture = await WeightsFixture.start(silent, whole);
    await fixture.store().fetch('tiny', { onProgress: ({ receivedBytes }) => receivedBytes === HALF && fixture.requests[0]?.socket.destroy() });
    expect(fixture.requests[1]?.headers.range).toBe(`bytes=${HALF}-`);
    expect(await fixture.fetched()).toEqual(CONTENT);
  });

  it('asks for the rest when a connection went silent', async () => {
    const fixture = await WeightsFixture.start(silent, whole);
    await fixture.store().fetch('tiny', { onProgress: ({ receivedBytes }) => receivedBytes === HALF && setImmediate(() => fixture.clock.advance(31)) });
    expect(fixture.requests[1]?.headers.range).toBe(`bytes=${HALF}-`);
    expect(await fixture.fetched()).toEqual(CONTENT);
  });

  it('asks for the rest of what an earlier fetch left', async () => {
    const fixture = await WeightsFixture.start(status(503));
    await fixture.leavePart(CONTENT.subarray(0, HALF));
    await expect(fixture.store().fetch('tiny')).rejects.toMatchObject({ code: 'network', hint: containing('is kept') });
    expect(await fixture.store().list()).toMatchObject([{ id: 'tiny', state: 'partial', path: null }]);
    fixture.answer(whole);
    const seen: number[] = [];
    await fixture.store().fetch('tiny', { onProgress: ({ receivedBytes }) => seen.push(receivedBytes) });
    expect(fixture.requests[0]?.headers.range).toBe(`bytes=${HALF}-`);
    expect([seen[0], seen.at(-1)]).toEqual([HALF, CONTENT.length]);
    expect(await fixture.fetched()).toEqual(CONTENT);
  });

  it('only checks what is all there already', async () => {
    const fixture = await WeightsFixture.start(whole);
    await fixture.leavePart(CONTENT);
    await fixture.store().fetch('tiny');
    expect(fixture.requests).toEqual([]);
  });

  it('starts over when the hub does not know ranges', async () => {
    const fixture = await WeightsFixture.start(sending(CONTENT));
    await fixture.leavePart(CONTENT.subarray(0, HALF));
    await fixture.store().fetch('tiny');
    expect(fixture.requests).toHaveLength(1);
    expect(await fixture.fetched()).toEqual(CONTENT);
  });

  it('does not take another range for the rest', async () => {
    const wrong: Answer = (response) => void response.writeHead(206, { 'content-range': `bytes 0-${HALF - 1}/${CONTENT.length}` }).end(CONTENT.subarray(0, HALF));
    const fixture = await WeightsFixture.start(wrong);
    await fixture.leavePart(CONTENT.subarray(0, HALF));
    await expect(fixture.store().fetch('tiny')).rejects.toMatchObject({ code: 'network', message: containing('another range') });
  });

  it.each([
    ['something else', Buffer.alloc(HALF, 'x')],
    ['something else of the same length', Buffer.alloc(CONTENT.length, 'x')],
    ['more than the whole', Buffer.alloc(CONTENT.length + 9, 'x')],
  ])('starts over when what lies there is %s', async (_what, junk) => {
    const fixture = await WeightsFixture.start(whole);
    await fixture.leavePart(junk);
    await fixture.store().fetch('tiny');
    expect(fixture.requests.at(-1)?.headers.range).toBeUndefined();
    expect(await fixture.fetched()).toEqual(CONTENT);
  });

  it('hangs up when it is cancelled, keeps what came, and goes on the next time', async () => {
    const fixture = await WeightsFixture.start(silent);
    const abort = new AbortController();
    const cancelled = fixture.store().fetch('tiny', { signal: abort.signal, onProgress: ({ receivedBytes }) => receivedBytes === HALF && abort.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(await fixture.files()).toEqual(['tiny.gguf.part']);
    await new Promise<void>((resolve) => (fixture.requests[0]?.socket.closed === true ? resolve() : fixture.requests[0]?.socket.once('close', () => resolve())));
    fixture.answer(whole);
    await fixture.store().fetch('tiny');
    expect(fixture.requests[0]?.headers.range).toBe(`bytes=${HALF}-`);
    expect(await fixture.fetched()).toEqual(CONTENT);
  });

  it('asks nobody when it was cancelled before', async () => {
    const fixture = await WeightsFixture.start(whole);
    await expect(fixture.store().fetch('tiny', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect(fixture.requests).toEqual([]);
  });
});

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
