import { createHash, randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isRunning } from '../../../base/processes';
import { DATA_FILE } from './graphCache';

/** Ends the name of a folder that is being written or removed. */
const SUFFIX = '.part';
/** Digits enough that no two are alike, few enough for file systems with short paths. */
const MARK_DIGITS = 8;
const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, MARK_DIGITS);
/** Process and machine of whoever writes it. */
const OWNER = /\.(\d+)-([0-9a-f]+)-[0-9a-f]+\.part$/;
/** A process that is not seen may yet run, in a container beside this one: an import writes all the time, so this is long. */
const STILL_SECONDS = 60;
/** Of a process on another machine that shares the folder nothing is known; a laptop may sleep for hours. */
const FOREIGN_STILL_SECONDS = 24 * 60 * 60;

/** A folder beside `folder` for something that is not finished. Its name says who is at work there. */
export function unfinishedBeside(folder: string): string {
  return `${folder}.${process.pid}-${MACHINE}-${randomUUID().slice(0, MARK_DIGITS)}${SUFFIX}`;
}

/** Removes what killed imports left behind, of whatever model and version. One whose process lives stays, however long it slept. */
export async function removeAbandoned(graphsDir: string): Promise<void> {
  const names = (await readdir(graphsDir)).filter((name) => name.endsWith(SUFFIX));
  for (const name of names) {
    const folder = join(graphsDir, name);
    if (await isAbandoned(folder)) {
      await removeQuietly(folder);
    }
  }
}

async function isAbandoned(folder: string): Promise<boolean> {
  const [, processId, machine] = OWNER.exec(folder) ?? [];
  if (machine === MACHINE && isRunning(Number(processId))) {
    return false;
  }
  // The data file grows as long as its importer lives; a folder without one has only just been made, or is going away:
  // then neither can be looked at, and it is nobody's to remove.
  const written = await stat(join(folder, DATA_FILE)).catch(() => stat(folder)).catch(() => null);
  const limit = machine === MACHINE ? STILL_SECONDS : FOREIGN_STILL_SECONDS;
  return written !== null && Date.now() - written.mtimeMs > limit * 1000;
}

/** What cannot be removed, since another process has it open say, costs room and no more: a later import tries again. */
export async function removeQuietly(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined); // As said above.
}
