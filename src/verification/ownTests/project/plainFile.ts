import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';

/** Links are not followed, and a pipe in a file's place is not waited for. Windows has neither flag, nor links that anybody may make. */
const PLAIN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What a run may leave in a file's place, and what that makes of opening it. */
const NOT_A_FILE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EMLINK', 'ENXIO', 'EACCES', 'EISDIR']);

/**
 * The text of a file that a run could have written. What ran shall not choose what the host reads: a link, or
 * anything that is no file, is as good as nothing.
 * @param maxBytes longer files are not read.
 * @returns null when there is no such file.
 */
export function readPlainFile(file: string, maxBytes: number): Promise<string | null> {
  return withPlainFile(file, async (handle, size) => (size <= maxBytes ? handle.readFile('utf8') : null));
}

/** The digest of a file's content as `contentDigest` gives it; null when it is no file. */
export function digestPlainFile(file: string): Promise<string | null> {
  return withPlainFile(file, async (handle) => {
    const hash = createHash('sha256');
    for await (const chunk of handle.createReadStream({ autoClose: false })) {
      hash.update(chunk as Buffer);
    }
    return hash.digest('base64url');
  });
}

/** Whether a folder is one itself, and no link to one. */
export async function isPlainFolder(folder: string): Promise<boolean> {
  return (await lstat(folder).catch(() => null))?.isDirectory() === true; // Gone is no folder either.
}

async function withPlainFile<T>(file: string, use: (handle: FileHandle, size: number) => Promise<T | null>): Promise<T | null> {
  let handle: FileHandle;
  try {
    handle = await open(file, PLAIN);
  } catch (error) {
    if (NOT_A_FILE.has((error as NodeJS.ErrnoException).code ?? '')) {
      return null;
    }
    throw error;
  }
  try {
    const found = await handle.stat();
    return found.isFile() ? await use(handle, found.size) : null;
  } finally {
    await handle.close();
  }
}
