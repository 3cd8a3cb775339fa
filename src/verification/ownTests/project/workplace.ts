import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from '../../../base/processes';
import { STALE_AFTER_SECONDS } from '../limits';

/** `reckon-own-tests-HOST-PID-XXXXXX`: containers may share a folder of temporary files, and not their process numbers. */
const PREFIX = `reckon-own-tests-${createHash('sha256').update(hostname()).digest('hex').slice(0, 8)}-`;
const NAME = new RegExp(`^${PREFIX}(\\d+)-`);

/** Folders of one run; all are gone after `remove`. */
export interface Workplace {
  readonly root: string;
  /** Where the copy of the project is made. */
  readonly project: string;
  readonly report: string;
  /** An empty home, a folder for temporary files, and one for what compilers keep. */
  readonly home: string;
  readonly temporary: string;
  readonly cache: string;
  remove(): Promise<void>;
}

/** A new folder that nobody else may look into. */
export async function makeWorkplace(): Promise<Workplace> {
  const root = await mkdtemp(join(await realpath(tmpdir()), `${PREFIX}${process.pid}-`));
  const [project, report, home, temporary, cache] = ['project', 'report', 'home', 'tmp', 'cache'].map((name) => join(root, name)) as [string, string, string, string, string];
  for (const folder of [report, home, temporary, cache]) {
    await mkdir(folder);
  }
  return { root, project, report, home, temporary, cache, remove: () => removeFolder(root) };
}

/** Removes what processes left that were killed before they could. @returns how many folders. */
export async function sweepWorkplaces(nowSeconds: number): Promise<number> {
  const base = await realpath(tmpdir());
  let swept = 0;
  for (const name of await readdir(base)) {
    const pid = Number(NAME.exec(name)?.[1] ?? Number.NaN);
    if (Number.isInteger(pid) && (await isStale(join(base, name), pid, nowSeconds))) {
      await removeFolder(join(base, name));
      swept += 1;
    }
  }
  return swept;
}

async function isStale(folder: string, pid: number, nowSeconds: number): Promise<boolean> {
  const found = await lstat(folder).catch(() => null); // Another process may sweep at the same time.
  const isOurs = found !== null && found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid());
  return isOurs && pid !== process.pid && (!isRunning(pid) || nowSeconds - found.mtimeMs / 1000 > STALE_AFTER_SECONDS);
}

/** Also where what ran took its own rights to a folder away. Links are removed, never followed. */
async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw error;
    }
    await openFolders(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      await openFolders(join(folder, entry.name));
    }
  }
}
