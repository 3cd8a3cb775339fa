import { open, readFile, rm } from 'node:fs/promises';
import { ReckonError } from '../base/errors';

/**
 * Does work that only one process may do at a time, marked by a file that holds its process id. The
 * file of a process that is gone is taken over.
 * @throws ReckonError `busy` when a living process holds it; nothing was done then.
 */
export async function withLock<T>(path: string, what: string, work: () => Promise<T>): Promise<T> {
  await acquire(path, what);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire(path: string, what: string): Promise<void> {
  if (await create(path)) {
    return;
  }
  const holder = await holderOf(path);
  if (holder === null || !isAlive(holder)) {
    await rm(path, { force: true });
    if (await create(path)) {
      return;
    }
  }
  throw new ReckonError('busy', `Another process${holder === null ? '' : ` (${holder})`} is ${what}.`, { hint: 'Wait for it to finish, then try again.' });
}

async function create(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(String(process.pid));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

async function holderOf(path: string): Promise<number | null> {
  const text = await readFile(path, 'utf8').catch(() => ''); // It may have been given back meanwhile.
  const id = Number(text);
  return Number.isInteger(id) && id > 0 ? id : null;
}

/** Signal 0 reaches nobody; it only tells whether it could. */
function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
