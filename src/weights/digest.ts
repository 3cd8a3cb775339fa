import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** Lower-case hex SHA-256 of a file, read once as a stream. */
export async function sha256OfFile(path: string, signal?: AbortSignal, onBytes?: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, signal ? { signal, highWaterMark: 1 << 20 } : { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
    onBytes?.((chunk as Buffer).length);
  }
  return hash.digest('hex');
}

const bookSchema = z.record(z.string(), z.object({ bytes: z.number(), modified: z.number(), sha256: z.string() }));

/** Digests of files that have not changed since they were read, so that half a gigabyte is not hashed at every start. */
export class DigestBook {
  constructor(private readonly path: string) {}

  async digestOf(file: string, signal?: AbortSignal): Promise<string> {
    const { size: bytes, mtimeMs: modified } = await stat(file);
    const book = await this.read();
    const known = book[file];
    if (known?.bytes === bytes && known.modified === modified) {
      return known.sha256;
    }
    const sha256 = await sha256OfFile(file, signal);
    await this.write({ ...(await this.read()), [file]: { bytes, modified, sha256 } });
    return sha256;
  }

  private async read(): Promise<z.infer<typeof bookSchema>> {
    try {
      return bookSchema.parse(JSON.parse(await readFile(this.path, 'utf8')));
    } catch {
      // Absent or damaged: the files are read again.
      return {};
    }
  }

  private async write(book: z.infer<typeof bookSchema>): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const temporary = `${this.path}.${randomUUID()}.tmp`;
    await writeFile(temporary, JSON.stringify(book, null, 2));
    await rename(temporary, this.path);
  }
}
