import { open } from 'node:fs/promises';
import { ReckonError } from './errors';
import { formatBytes } from './format';

const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT'];
const NOT_WRITABLE: readonly unknown[] = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'];

/**
 * What a person can do about a folder that cannot be written to; null when `error` is of another kind.
 * `bytesNeeded`, where it is known, is what was to be written.
 */
export function storageError(error: unknown, folder: string, bytesNeeded?: number): ReckonError | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (FULL.includes(code)) {
    const space = bytesNeeded === undefined ? 'some space' : `${formatBytes(bytesNeeded)} there`;
    return new ReckonError('disk-full', `There is no room in ${folder}.`, {
      hint: `Free ${space}, or set RECKON_HOME to a folder on another disk.`,
      cause: error,
    });
  }
  if (NOT_WRITABLE.includes(code)) {
    return new ReckonError('invalid-input', `${folder} cannot be written to (${String(code)}).`, {
      hint: 'Set RECKON_HOME to a folder that you may write to.',
      cause: error,
    });
  }
  return null;
}

/** Returns when the bytes of a file are on the disk, so that a power cut after a rename cannot leave the name without them. */
export async function flushFile(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  await file.sync();
}

/** The same for the names in a folder. Windows keeps them itself, and opens no folder. */
export async function flushFolder(path: string): Promise<void> {
  if (process.platform !== 'win32') {
    await using folder = await open(path, 'r');
    await folder.sync();
  }
}
