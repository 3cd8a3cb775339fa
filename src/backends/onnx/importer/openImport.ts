import { stat } from 'node:fs/promises';
import { storageError } from '../../../base/storage';
import { findImport, type ImportedModel, type ImportTarget } from './graphCache';
import { removeDamaged } from './publish';

export interface OpenedImport<T> {
  readonly imported: ImportedModel;
  readonly opened: T;
}

/**
 * Opens the import of a target with `open`, which does nothing else; one that is not there is made first with `make`. An earlier import that
 * cannot be opened is made anew, once. Throws what `make`
 * does, what `open` does with an import just made, and a ReckonError where a damaged one cannot be removed.
 */
export async function openImport<T>(target: ImportTarget, make: () => Promise<ImportedModel>, open: (imported: ImportedModel) => Promise<T>): Promise<OpenedImport<T>> {
  const earlier = findImport(target);
  if (earlier) {
    const { mtimeMs } = await stat(earlier.graphPath);
    try {
      return { imported: earlier, opened: await open(earlier) };
    } catch {
      // Its lengths are right and its bytes are not: a disk's fault, say. Where that is not the reason, the new one fails with it again.
      // One that another process has made meanwhile is another file.
      await removeDamaged(target, async ({ graphPath }) => (await stat(graphPath)).mtimeMs === mtimeMs).catch((error: unknown) => {
        throw storageError(error, target.graphsDir) ?? error;
      });
    }
  }
  const imported = findImport(target) ?? (await make());
  return { imported, opened: await open(imported) };
}
