import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ReckonError } from '../base/errors';
import { writeAtomically } from './files';

const fileSchema = z.object({ path: z.string(), sha256: z.string(), bytes: z.number() });
const schema = z.record(z.string(), fileSchema);

export type ImportedFile = Readonly<z.infer<typeof fileSchema>>;

/** Model files that people have already, by id; the files stay where they lie. */
export class ImportList {
  private changing: Promise<unknown> = Promise.resolve();

  constructor(private readonly path: string) {}

  /** @throws ReckonError `invalid-input` when the list is damaged; it is left as it is. */
  async read(): Promise<ReadonlyMap<string, ImportedFile>> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') {
        return '{}'; // Nothing was imported yet.
      }
      throw error;
    });
    try {
      return new Map(Object.entries(schema.parse(JSON.parse(text))));
    } catch (error) {
      throw new ReckonError('invalid-input', `The list of imported models at ${this.path} is damaged.`, {
        hint: 'Delete that file and import your models again; the models themselves are untouched.',
        cause: error,
      });
    }
  }

  /** An earlier file of that id gives way. Throws as `read` does, or the error of the file system. */
  async set(id: string, file: ImportedFile): Promise<void> {
    await this.change((imports) => imports.set(id, file));
  }

  /** Throws as `set` does. */
  async delete(id: string): Promise<void> {
    await this.change((imports) => imports.delete(id));
  }

  /** One at a time, so that none writes over another's change. */
  private change(edit: (imports: Map<string, ImportedFile>) => void): Promise<void> {
    const changed = this.changing.then(async () => {
      const imports = new Map(await this.read());
      edit(imports);
      await writeAtomically(this.path, JSON.stringify(Object.fromEntries(imports), null, 2));
    });
    this.changing = changed.catch(() => undefined); // Told to whoever asked for it.
    return changed;
  }
}
