import { open, stat } from 'node:fs/promises';
import type { Clock } from '../base/clock';
import { ReckonError } from '../base/errors';
import type { CatalogueEntry, HubSource } from './types';

/** A hub that has not answered by then is taken as out of reach; the next source is tried. */
const CONNECT_SECONDS = 8;
/** A connection that brings nothing for this long is cut, and resumed where it stopped. */
const SILENCE_SECONDS = 30;
/** Cuts that are resumed in one go; more mean a network on which nobody should wait. */
const ATTEMPTS = 4;

const DEFAULT_HUB = 'https://huggingface.co';

/** Downloads into `part`, going on where an earlier download stopped. `HF_ENDPOINT` names another hub. */
export async function downloadFromHub(
  source: HubSource,
  entry: CatalogueEntry,
  part: string,
  { environment, clock }: { readonly environment: NodeJS.ProcessEnv; readonly clock: Clock },
  signal: AbortSignal,
  onBytes: (received: number) => void,
): Promise<void> {
  const url = `${environment['HF_ENDPOINT'] || DEFAULT_HUB}/${source.repository}/resolve/main/${source.file}`;
  const left = await sizeOf(part);
  // Longer than the whole: what lies there is something else.
  let received = left > entry.bytes ? 0 : left;
  for (let attempt = 0; received < entry.bytes; attempt += 1) {
    const before = received;
    try {
      await downloadRest(url, part, { from: received, total: entry.bytes }, clock, signal, onBytes);
    } catch (error) {
      signal.throwIfAborted();
      received = await sizeOf(part);
      // A cut that brought something is worth resuming; one that brought nothing means out of reach.
      if (isDiskFull(error) || ReckonError.is(error) || received === before || attempt + 1 >= ATTEMPTS) {
        throw error;
      }
    }
    received = await sizeOf(part);
    if (received === before) {
      throw new ReckonError('network', 'the hub sent nothing');
    }
  }
}

async function downloadRest(
  url: string,
  part: string,
  { from, total }: { readonly from: number; readonly total: number },
  clock: Clock,
  signal: AbortSignal,
  onBytes: (received: number) => void,
): Promise<void> {
  const patience = new Patience(clock, signal);
  try {
    patience.expect('no answer', CONNECT_SECONDS);
    const response = await fetch(url, { signal: patience.signal, headers: from > 0 ? { Range: `bytes=${from}-` } : {} });
    if (!response.ok || !response.body) {
      throw new ReckonError('network', `the hub answered ${response.status}`);
    }
    const isResumed = response.status === 206;
    await append(part, isResumed ? from : 0, total, response.body, (received) => {
      patience.expect('nothing more came', SILENCE_SECONDS);
      onBytes(received);
    });
  } finally {
    patience.end();
  }
}

/** Writes what comes behind the first `from` bytes of a file; all that arrived stays when it breaks off. */
async function append(part: string, from: number, total: number, body: AsyncIterable<Uint8Array>, onBytes: (received: number) => void): Promise<void> {
  let received = from;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      received += chunk.length;
      if (received > total) {
        throw new ReckonError('network', 'the hub sent more than the file has');
      }
      yield chunk;
      onBytes(received);
    }
  };
  const file = await open(part, from > 0 ? 'a' : 'w');
  try {
    for await (const chunk of counted()) {
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
}

/** Ends a wait that takes too long, or that the person ends. */
class Patience {
  readonly signal: AbortSignal;
  private readonly lost = new AbortController();
  private stop: () => void = () => undefined;

  constructor(private readonly clock: Clock, signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.lost.signal]);
  }

  /** From now on the next thing may take `seconds`. */
  expect(otherwise: string, seconds: number): void {
    this.stop();
    this.stop = this.clock.schedule(seconds, () => this.lost.abort(new Error(`${otherwise} within ${seconds} s`)));
  }

  end(): void {
    this.stop();
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then((found) => found.size, () => 0); // Nothing there yet.
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC';
}
