import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { Clock } from '../base/clock';
import { ReckonError } from '../base/errors';
import { isRunning } from '../base/processes';

/** How often a holder says that it is there. */
const HEARTBEAT_SECONDS = 5;
/** A holder that was silent for this many heartbeats is gone: its machine was switched off, and its process id may be another's by now. */
const STALE_SECONDS = 60;
/** How often somebody who is patient looks again: often enough for work of milliseconds. */
const RETRY_SECONDS = 0.05;

/**
 * Does work that only one may do at a time, in whatever process, marked by a file that names the
 * holder. The file of a process that is gone is taken over.
 * @param patienceSeconds how long to wait for a holder; 0: not at all
 * @throws ReckonError `busy` when somebody holds it (`what` says what for); nothing was done then. Else the error of `work`.
 */
export async function withLock<T>(path: string, what: string, clock: Clock, work: () => Promise<T>, patienceSeconds = 0): Promise<T> {
  const holder = `${process.pid} ${hostname()} ${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  const giveUpAt = clock.seconds() + patienceSeconds;
  while (!(await acquire(path, holder, clock))) {
    if (clock.seconds() >= giveUpAt) {
      throw busy(await holderOf(path), what);
    }
    await new Promise<void>((resolve) => clock.schedule(RETRY_SECONDS, resolve));
  }
  const stop = keepFresh(path, clock);
  try {
    return await work();
  } finally {
    stop();
    if ((await holderOf(path)) === holder) {
      await rm(path, { force: true });
    }
  }
}

/** False when somebody holds it. */
async function acquire(path: string, holder: string, clock: Clock): Promise<boolean> {
  if (await create(path, holder)) {
    return true;
  }
  const other = await holderOf(path);
  if (other !== null && (await isGone(path, other, clock))) {
    await takeAway(path, other, clock);
  }
  return create(path, holder);
}

function busy(holder: string | null, what: string): ReckonError {
  const name = holder ? ` (${holder.split(' ')[0]})` : '';
  return new ReckonError('busy', `Another process${name} is ${what}.`, { hint: 'Wait for it to finish, then try again.' });
}

async function create(path: string, holder: string): Promise<boolean> {
  try {
    await writeFile(path, holder, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    await rm(path, { force: true }); // Its name may be there without its words, on a full disk say.
    throw error;
  }
}

/** Null when nobody holds it. Empty while its holder is writing. */
async function holderOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null); // It may have been given back meanwhile.
}

async function isGone(path: string, holder: string, clock: Clock): Promise<boolean> {
  const [processId, host = hostname()] = holder.split(' ');
  if (processId && host === hostname() && !isRunning(Number(processId))) {
    return true;
  }
  return isSilent(path, clock);
}

async function isSilent(path: string, clock: Clock): Promise<boolean> {
  const modified = await stat(path).then((found) => found.mtimeMs, () => Infinity); // It may have been given back meanwhile.
  return clock.date().getTime() - modified > STALE_SECONDS * 1000;
}

/** Of several that find a dead holder's file one removes it; the others must not remove the fresh one that follows it. */
async function takeAway(path: string, holder: string, clock: Clock): Promise<void> {
  const guard = `${path}.guard`;
  if (!(await create(guard, holder))) {
    if (await isSilent(guard, clock)) {
      await rm(guard, { force: true }); // Left by a crash; the next try finds the way free.
    }
    return;
  }
  if ((await holderOf(path)) === holder) {
    await rm(path, { force: true });
  }
  await rm(guard, { force: true });
}

function keepFresh(path: string, clock: Clock): () => void {
  const beat = (): void => {
    cancel = clock.schedule(HEARTBEAT_SECONDS, beat);
    utimes(path, clock.date(), clock.date()).catch(() => undefined); // Removed by hand; the work goes on.
  };
  let cancel = clock.schedule(HEARTBEAT_SECONDS, beat);
  return () => cancel();
}
