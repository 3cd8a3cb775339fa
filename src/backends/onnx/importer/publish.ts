import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { flushFolder } from '../../../base/storage';
import { findImport, graphFolder, isOlderImport, readImport, type ImportedModel, type ImportTarget } from './graphCache';
import { removeQuietly, unfinishedBeside } from './unfinished';

/** Each further try means that somebody else came in between; so often that is a fault and no chance. */
const MAX_TRIES = 10;

/**
 * Gives a written import its name. Another process may have finished the same one first; its result is as
 * good, and a damaged one gives way. Imports by older versions of the same file are removed: no version
 * from this one on would look at them.
 */
export async function publish(unfinished: string, target: ImportTarget): Promise<ImportedModel> {
  const folder = graphFolder(target);
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const moved = await moveInto(unfinished, folder);
    const imported = findImport(target);
    if (imported) {
      await flushFolder(target.graphsDir);
      await removeOlder(target);
      return imported;
    }
    if (!moved) {
      await removeDamaged(target);
    }
  }
  throw new Error(`The import at ${folder} cannot be read back.`);
}

/**
 * Removes the import of a target unless it is whole. It is taken aside first and looked at there: between a look
 * at the folder itself and its removal another process may have put a whole one in its place.
 * @param isUnusable says of an import that looks whole that it is not
 */
export async function removeDamaged(target: ImportTarget, isUnusable: (imported: ImportedModel) => Promise<boolean> = async () => false): Promise<void> {
  const folder = graphFolder(target);
  const aside = unfinishedBeside(folder);
  if (!(await moveInto(folder, aside))) {
    return;
  }
  const imported = readImport(aside);
  const isWhole = imported !== null && !(await isUnusable(imported));
  if (!isWhole || !(await moveInto(aside, folder))) {
    await removeQuietly(aside);
  }
}

/** False when there is a folder of that name already, or none to move. */
async function moveInto(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Which of the first three depends on the platform.
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM' || code === 'ENOENT') {
      return false;
    }
    throw error;
  }
}

async function removeOlder({ graphsDir, sha256 }: ImportTarget): Promise<void> {
  const older = (await readdir(graphsDir)).filter((name) => isOlderImport(name, sha256));
  await Promise.all(older.map((name) => removeQuietly(join(graphsDir, name))));
}
