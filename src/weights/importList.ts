import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Clock } from '../base/clock';
import { ReckonError } from '../base/errors';
import { writeAtomically } from './files';
import { withLock } from './lock';

const fileSchema = z.object({ path: z.string(), sha256: z.string(), bytes: z.number() });
const schema = z.record(z.string(), fileSchema);

/** Reading and writing the list takes milliseconds: whoever holds it for longer does not only do that. */
const PATIENCE_SECONDS = 5;

export type ImportedFile = Readonly<z.infer<typeof fileSchema>>;

/** Model files that people have already, by id; the files stay where they lie. */
export class ImportList {
  private changing: Promise<unknown> = Promise.resolve();

  /** `path` is where the list is kept. */
  constructor(
    private readonly path: string,
    private readonly clock: Clock,
  ) {}

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

  /**
   * An earlier file of that id gives way. Throws as `read` does, or the error of the file system.
   * @throws ReckonError `busy` when another process does not let go of the list.
   */
  async set(id: string, file: ImportedFile): Promise<void> {
    await this.change((imports) => imports.set(id, file));
  }

  /** Throws as `set` does. */
  async delete(id: string): Promise<void> {
    await this.change((imports) => imports.delete(id));
  }

  /** One at a time, in whatever process, so that none writes over another's change. */
  private change(edit: (imports: Map<string, ImportedFile>) => void): Promise<void> {
    const work = async (): Promise<void> => {
      const imports = new Map(await this.read());
      edit(imports);
      await writeAtomically(this.path, JSON.stringify(Object.fromEntries(imports), null, 2));
    };
    const changed = this.changing.then(() => withLock(`${this.path}.lock`, 'changing the list of imported models', this.clock, work, PATIENCE_SECONDS));
    this.changing = changed.catch(() => undefined); // Told to whoever asked for it.
    return changed;
  }
}
