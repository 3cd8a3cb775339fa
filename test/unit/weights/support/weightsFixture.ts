import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { reckonHome } from '../../../../src/base/home';
import { createWeightsStore, type CatalogueEntry, type WeightsStore } from '../../../../src/weights';
import { FakeClock } from '../../../support/fakeClock';
import { temporaryFolder } from '../../../support/temporaryFolder';
import { CONTENT, entry, HALF } from './tinyModel';

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** Everything, or from where it is asked. */
export const whole: Answer = (response, { headers }) => {
  const from = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
  const range = from > 0 ? { 'content-range': `bytes ${from}-${CONTENT.length - 1}/${CONTENT.length}` } : {};
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': CONTENT.length - from, ...range }).end(CONTENT.subarray(from));
};
/** Promises everything, sends the first half and says no more. */
export const silent: Answer = (response) => {
  response.writeHead(200, { 'content-length': CONTENT.length }).write(CONTENT.subarray(0, HALF));
};
export const status = (code: number): Answer => (response) => void response.writeHead(code).end();
export const sending = (data: Buffer): Answer => (response) => void response.end(data);

/** A cache folder and a hub on loopback, for one test. Each request is answered by the next of `answers`; the last one repeats. */
export class WeightsFixture {
  readonly clock = new FakeClock();
  requests: IncomingMessage[] = [];
  private readonly answers: Answer[] = [];
  private readonly hub: Server;

  private constructor(readonly folder: string) {
    this.hub = createServer((request, response) => {
      const answer = this.answers[Math.min(this.requests.length, this.answers.length - 1)];
      this.requests.push(request);
      answer?.(response, request);
    });
  }

  static async start(...answers: readonly Answer[]): Promise<WeightsFixture> {
    const folder = await temporaryFolder();
    const fixture = new WeightsFixture(folder.path);
    fixture.answer(...answers);
    await new Promise<void>((resolve) => fixture.hub.listen(0, '127.0.0.1', resolve));
    onTestFinished(async () => {
      fixture.hub.closeAllConnections();
      await new Promise((resolve) => fixture.hub.close(resolve));
      await folder.dispose();
    });
    return fixture;
  }

  /** From now on. Forgets the requests so far. */
  answer(...answers: readonly Answer[]): void {
    this.answers.splice(0, Infinity, ...answers);
    this.requests = [];
  }

  get home(): string {
    return join(this.folder, 'home');
  }

  /** Where the whole file goes. */
  get path(): string {
    return join(this.home, 'weights/tiny/tiny.gguf');
  }

  /** No programs but those of a test are found. */
  get environment(): NodeJS.ProcessEnv {
    return { RECKON_HOME: this.home, HF_ENDPOINT: `http://127.0.0.1:${(this.hub.address() as AddressInfo).port}/`, PATH: join(this.folder, 'bin') };
  }

  store({ catalogue = [entry()], environment = {} }: { readonly catalogue?: readonly CatalogueEntry[]; readonly environment?: NodeJS.ProcessEnv } = {}): WeightsStore {
    const all = { ...this.environment, ...environment };
    return createWeightsStore({ home: reckonHome(all), environment: all, clock: this.clock, catalogue });
  }

  async leavePart(data: Buffer): Promise<void> {
    await this.write('home/weights/tiny/tiny.gguf.part', data);
  }

  /** Writes a file under the test's folder and returns its path. */
  async write(name: string, data: Buffer | string): Promise<string> {
    const path = join(this.folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, data);
    return path;
  }

  fetched(): Promise<Buffer> {
    return readFile(this.path);
  }

  /** What lies in the model's folder. */
  files(): Promise<string[]> {
    return readdir(join(this.path, '..')).catch(() => []);
  }
}
