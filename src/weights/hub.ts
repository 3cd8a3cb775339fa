import { open, rm } from 'node:fs/promises';
import type { Clock } from '../base/clock';
import { ReckonError } from '../base/errors';
import { storageError } from '../base/storage';
import { sizeOf } from './files';
import type { CatalogueEntry, HubSource } from './types';

/** A hub that has not answered by then is taken as out of reach; the next source is tried. */
const CONNECT_SECONDS = 8;
/** A connection that is silent for this long is cut, and resumed where it stopped. */
const SILENCE_SECONDS = 30;
/** Cuts after which a connection is too bad to go on with. */
const ATTEMPTS = 4;

const DEFAULT_HUB = 'https://huggingface.co';

export interface HubDownload {
  readonly source: HubSource;
  readonly entry: CatalogueEntry;
  /** File that grows; one left by an earlier download is gone on with. */
  readonly part: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Bytes of the file that are here, earlier ones among them. */
  onBytes(received: number): void;
}

/** Address of the hub. `HF_ENDPOINT` names another one, as for other tools. */
export function hubAddress(environment: NodeJS.ProcessEnv): string {
  return (environment['HF_ENDPOINT'] || DEFAULT_HUB).replace(/\/+$/, '');
}

/**
 * Downloads into `part` until it is as long as the entry says; the digest is the caller's to check.
 * Whatever comes of it, `part` keeps what has come.
 * @throws ReckonError `network` for an answer that asking again would not change; else the error of
 * the connection, the file system or the signal.
 */
export async function downloadFromHub(download: HubDownload): Promise<void> {
  const { part, entry, signal } = download;
  for (let attempt = 1; ; attempt += 1) {
    const before = await usableBytes(part, entry.bytes);
    if (before === entry.bytes) {
      return;
    }
    try {
      await downloadRest(download, before);
    } catch (error) {
      signal.throwIfAborted();
      // A cut that brought something is worth resuming; one that brought nothing means out of reach.
      const gained = ((await sizeOf(part)) ?? 0) > before;
      if (ReckonError.is(error) || storageError(error, part) || !gained || attempt >= ATTEMPTS) {
        throw error;
      }
    }
  }
}

/** Bytes to go on from. A part longer than the whole is not the beginning of it. */
async function usableBytes(part: string, total: number): Promise<number> {
  const bytes = (await sizeOf(part)) ?? 0;
  if (bytes > total) {
    await rm(part);
    return 0;
  }
  return bytes;
}

async function downloadRest(download: HubDownload, from: number): Promise<void> {
  const { source, environment, clock, signal } = download;
  const url = `${hubAddress(environment)}/${source.repository}/resolve/main/${source.file}`;
  const watchdog = new Watchdog(clock);
  try {
    watchdog.expect(CONNECT_SECONDS, `no answer within ${CONNECT_SECONDS} s`);
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, watchdog.signal]),
      // Compressed bytes could not be resumed by their number.
      headers: { 'Accept-Encoding': 'identity', ...(from > 0 ? { Range: `bytes=${from}-` } : {}) },
    });
    await receive(response, download, from, watchdog);
  } finally {
    watchdog.stop();
  }
}

async function receive(response: Response, { entry, part, onBytes }: HubDownload, from: number, watchdog: Watchdog): Promise<void> {
  let received: number;
  try {
    received = startOf(response, from, entry.bytes);
  } catch (error) {
    await response.body?.cancel(); // Else the connection stays open with an answer that nobody reads.
    throw error;
  }
  await using file = await open(part, received > 0 ? 'a' : 'w');
  for await (const chunk of response.body ?? []) {
    watchdog.expect(SILENCE_SECONDS, `nothing came for ${SILENCE_SECONDS} s`);
    if (received + chunk.length > entry.bytes) {
      throw new ReckonError('network', 'the hub sent more than the file has');
    }
    await file.appendFile(chunk);
    received += chunk.length;
    onBytes(received);
  }
  if (received < entry.bytes) {
    throw new Error(`the answer ended after ${received} of ${entry.bytes} bytes`);
  }
}

/** At which byte of the file an answer begins: a server may ignore that the rest was asked for. */
function startOf(response: Response, from: number, total: number): number {
  if (!response.ok) {
    throw new ReckonError('network', `the hub answered ${response.status}`);
  }
  const start = response.status === 206 ? from : 0;
  const range = response.headers.get('content-range');
  if (start > 0 && range !== null && !range.startsWith(`bytes ${start}-`)) {
    throw new ReckonError('network', `the hub sent another range than was asked for (${range})`);
  }
  const length = response.headers.get('content-length');
  if (length !== null && start + Number(length) !== total) {
    throw new ReckonError('network', `the hub's file has ${start + Number(length)} bytes, not ${total}`);
  }
  return start;
}

/** Aborts its signal when something expected does not come in time. */
class Watchdog {
  private readonly controller = new AbortController();
  private cancel = (): void => undefined;

  constructor(private readonly clock: Clock) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Replaces what was expected before. */
  expect(seconds: number, otherwise: string): void {
    this.cancel();
    this.cancel = this.clock.schedule(seconds, () => this.controller.abort(new Error(otherwise)));
  }

  stop(): void {
    this.cancel();
  }
}
