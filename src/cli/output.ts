import { randomUUID } from 'node:crypto';
import { access, chmod, constants, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { ReckonError } from '../base/errors';

/**
 * Keeps a reader that has gone (`| head -1`) from being a crash: without a listener the stream's
 * error ends the process with a stack. What was written is checked by `writeOut`.
 */
export function tolerateClosedReaders(...streams: readonly Writable[]): void {
  streams.forEach((stream) => stream.on('error', () => undefined));
}

/** Resolves when the text has left the process, so that exiting afterwards cuts nothing off. */
export function writeOut(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text.endsWith('\n') ? text : `${text}\n`, (error) => {
      // Whoever closed the pipe has read what they wanted.
      if (!error || codeOf(error) === 'EPIPE') {
        resolve();
      } else {
        reject(cannotWrite('the result', error));
      }
    });
  });
}

/** Says at once that a file cannot be written, before minutes are spent on what goes into it. */
export async function checkWritable(path: string, name: string): Promise<void> {
  try {
    // Not there: then it is to be made, and its folder has to be writable.
    const existing = await stat(path).catch(() => null);
    if (existing?.isDirectory() === true) {
      throw Object.assign(new Error(`${path} is a folder`), { code: 'EISDIR' });
    }
    await access(existing ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw cannotWrite(`${name} to ${path}`, error);
  }
}

/** The file takes its name only when it is whole. */
export async function writeWhole(path: string, text: string, name: string): Promise<void> {
  try {
    // What is not there yet is made at the path itself.
    const target = await realpath(path).catch(() => path);
    const existing = await stat(target).catch(() => null); // Not there yet.
    if (existing && !existing.isFile()) {
      // A pipe or a device is written to; renaming would put a file in its place.
      await writeFile(target, text);
      return;
    }
    await writeThenRename(target, text, existing?.mode);
  } catch (error) {
    throw cannotWrite(`${name} to ${path}`, error);
  }
}

async function writeThenRename(target: string, text: string, mode: number | undefined): Promise<void> {
  const unfinished = `${target}.${randomUUID()}.tmp`;
  try {
    await writeFile(unfinished, text);
    if (mode !== undefined) {
      await chmod(unfinished, mode); // A script stays executable.
    }
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Why a file cannot be written, by the system's code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be written',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

function cannotWrite(what: string, error: unknown): ReckonError {
  const code = codeOf(error);
  return new ReckonError(code === 'ENOSPC' ? 'disk-full' : 'invalid-input', `Cannot write ${what}: ${REASONS[code] ?? code}.`, {
    hint: code === 'ENOSPC' ? 'Free some space.' : 'Name a file in a folder that exists and can be written.',
    cause: error,
  });
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
