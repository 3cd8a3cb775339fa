import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ReckonError } from '../base/errors';

const schema = z.record(z.string(), z.object({ path: z.string(), sha256: z.string(), bytes: z.number() }));
type Imports = z.infer<typeof schema>;

/** Model files that people have already, by id; the files stay where they lie. */
export class ImportList {
  private readonly path: string;

  constructor(private readonly folder: string) {
    this.path = join(folder, 'imports.json');
  }

  /** @throws ReckonError `invalid-input` when the list is damaged; it is left as it is. */
  async read(): Promise<Imports> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') {
        return '{}'; // Nothing was imported yet.
      }
      throw error;
    });
    try {
      return schema.parse(JSON.parse(text));
    } catch (error) {
      throw new ReckonError('invalid-input', `The list of imported models at ${this.path} is damaged.`, {
        hint: 'Delete that file and import your models again; the models themselves are untouched.',
        cause: error,
      });
    }
  }

  async write(imports: Imports): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const temporary = `${this.path}.${randomUUID()}.tmp`;
    await writeFile(temporary, JSON.stringify(imports, null, 2));
    await rename(temporary, this.path);
  }
}
