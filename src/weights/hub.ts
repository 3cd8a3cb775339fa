import { createWriteStream } from 'node:fs';
import { stat, truncate } from 'node:fs/promises';
import { once } from 'node:events';
import { ReckonError } from '../base/errors';
import type { CatalogueEntry, HubSource } from './types';

/** A hub that has not answered by then is taken as out of reach; the next source is tried. */
const CONNECT_SECONDS = 8;
/** A connection that is silent for this long is cut, and resumed where it stopped. */
const ATTEMPTS = 4;

const DEFAULT_HUB = 'https://huggingface.co';

/** Downloads into `part`, going on where an earlier download stopped. `HF_ENDPOINT` names another hub. */
export async function downloadFromHub(
  source: HubSource,
  entry: CatalogueEntry,
  part: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  onBytes: (received: number) => void,
): Promise<void> {
  const url = `${environment['HF_ENDPOINT'] || DEFAULT_HUB}/${source.repository}/resolve/main/${source.file}`;
  let received = await sizeOf(part);
  for (let attempt = 0; received < entry.bytes; attempt += 1) {
    const before = received;
    try {
      await downloadRest(url, part, received, entry.bytes, signal, onBytes);
    } catch (error) {
      signal.throwIfAborted();
      received = await sizeOf(part);
      // A cut that brought something is worth resuming; one that brought nothing means out of reach.
      if (isDiskFull(error) || ReckonError.is(error) || received === before || attempt + 1 >= ATTEMPTS) {
        throw error;
      }
    }
    received = await sizeOf(part);
  }
}

async function downloadRest(url: string, part: string, from: number, total: number, signal: AbortSignal, onBytes: (received: number) => void): Promise<void> {
  const connect = new AbortController();
  const timer = setTimeout(() => connect.abort(new Error(`no answer within ${CONNECT_SECONDS} s`)), CONNECT_SECONDS * 1000);
  const response = await fetch(url, {
    signal: AbortSignal.any([signal, connect.signal]),
    headers: from > 0 ? { Range: `bytes=${from}-` } : {},
  }).finally(() => clearTimeout(timer));
  if (!response.ok || !response.body) {
    throw new ReckonError('network', `the hub answered ${response.status}`);
  }
  const resumed = response.status === 206;
  if (!resumed && from > 0) {
    await truncate(part, 0);
  }
  const file = createWriteStream(part, { flags: resumed ? 'a' : 'w' });
  const failed = once(file, 'error').then(([error]: unknown[]) => Promise.reject(error as Error));
  failed.catch(() => undefined); // Seen by whichever write or end is waiting.
  let received = resumed ? from : 0;
  try {
    for await (const chunk of response.body) {
      received += chunk.length;
      if (received > total) {
        throw new ReckonError('network', 'the hub sent more than the file has');
      }
      if (!file.write(chunk)) {
        await Promise.race([once(file, 'drain'), failed]);
      }
      onBytes(received);
    }
  } finally {
    file.end();
    await Promise.race([once(file, 'close'), failed]);
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then((found) => found.size, () => 0); // Nothing there yet.
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC';
}
