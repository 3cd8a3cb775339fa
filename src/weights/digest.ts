import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { writeAtomically } from './files';

/** Large enough that reading, not calling back, is what takes time. */
const CHUNK_BYTES = 1 << 20;

/** Lower-case hex SHA-256 of a file, read once as a stream. Rejects with the file system's error, or with Node's `AbortError`. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES, ...(signal ? { signal } : {}) })) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** `modified` in milliseconds since 1970. */
const bookSchema = z.record(z.string(), z.object({ bytes: z.number(), modified: z.number(), sha256: z.string() }));

/** Digests of files that have not changed since they were read, so that half a gigabyte is not hashed at every start. */
export class DigestBook {
  /** `path` is where the book is kept. */
  constructor(private readonly path: string) {}

  /** Lower-case hex SHA-256 of `file`; read again only when its size or its time has changed. Rejects as `sha256OfFile` does. */
  async digestOf(file: string, signal?: AbortSignal): Promise<string> {
    const { size: bytes, mtimeMs: modified } = await stat(file);
    const known = (await this.read())[file];
    if (known?.bytes === bytes && known.modified === modified) {
      return known.sha256;
    }
    const sha256 = await sha256OfFile(file, signal);
    await this.write(file, { bytes, modified, sha256 });
    return sha256;
  }

  /** Notes what the caller has just found `file` to be. */
  async record(file: string, sha256: string): Promise<void> {
    const { size: bytes, mtimeMs: modified } = await stat(file);
    await this.write(file, { bytes, modified, sha256 });
  }

  private async read(): Promise<z.infer<typeof bookSchema>> {
    try {
      return bookSchema.parse(JSON.parse(await readFile(this.path, 'utf8')));
    } catch {
      // Absent or damaged: the files are read again.
      return {};
    }
  }

  private async write(file: string, note: z.infer<typeof bookSchema>[string]): Promise<void> {
    const book = { ...(await this.read()), [file]: note };
    // A book that cannot be kept, on a full disk say, costs another reading and nothing else.
    await writeAtomically(this.path, JSON.stringify(book, null, 2)).catch(() => undefined);
  }
}
