import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ReckonError } from '../base/errors';

/** What every GGUF file begins with. */
const GGUF_MAGIC = 'GGUF';

/** Bytes of a file; null when there is none of that name. */
export async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then((found) => (found.isFile() ? found.size : null), () => null); // Absent is an answer here.
}

/** Readers see the old text or the new one, never a half; so do two writers at once. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Looks at a path that a person gave as a model and returns its size in bytes.
 * @throws ReckonError `file-not-found`, `invalid-input` for what is not a file or cannot be read,
 * `model-corrupt` for a file of another kind.
 */
export async function checkGguf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null); // Absent is an answer here.
  if (!found) {
    throw new ReckonError('file-not-found', `There is no model file at ${path}.`, { hint: 'Check the path, or name a model of the catalogue.' });
  }
  if (!found.isFile()) {
    throw new ReckonError('invalid-input', `${path} is a ${found.isDirectory() ? 'folder' : 'device'}, not a model file.`, { hint: 'Give the path of the GGUF file itself.' });
  }
  if ((await beginningOf(path)) !== GGUF_MAGIC) {
    throw new ReckonError('model-corrupt', `${path} is not a whole GGUF file: it does not begin like a GGUF file.`, {
      hint: 'Download it again; `reckon models fetch ID` checks what it gets.',
    });
  }
  return found.size;
}

async function beginningOf(path: string): Promise<string> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(GGUF_MAGIC.length), 0, GGUF_MAGIC.length, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } catch (error) {
    throw new ReckonError('invalid-input', `${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`, { hint: 'Check who may read it.', cause: error });
  }
}
