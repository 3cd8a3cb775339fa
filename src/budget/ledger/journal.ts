import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ReckonError } from '../../base/errors';

const FILE = /^(\d{4}-\d{2}-\d{2})\.jsonl$/;
/** What a person asked, where and when is theirs alone. */
const OWN_FOLDER = 0o700;
const OWN_FILE = 0o600;

/**
 * Lines in a file a day, which any number of processes append to. A line is written in one step at the end of the file
 * (POSIX `O_APPEND`, and likewise on Windows; not on NFS), and it is begun, not ended, by a line break: what a killed
 * process left of a line of its own spoils that line only. Nothing is ever rewritten, so there is nothing to lock.
 * Lines outlive the process at once, and a loss of power after the system's next flush, some seconds later.
 */
export class Journal {
  /** Lines of this process are written in their order. */
  private last: Promise<unknown> = Promise.resolve();

  /** @param folder made when something is first written */
  constructor(readonly folder: string) {}

  /** Resolves when it is on file. @throws the file system's error; what was there before stays */
  append(day: string, line: string): Promise<void> {
    const written = this.last.then(() => this.write(day, line));
    this.last = written.catch(() => undefined); // Whoever appended that line learns of it.
    return written;
  }

  /** Days that have a file, in their order. @throws ReckonError `invalid-input` when the folder cannot be read */
  async days(): Promise<readonly string[]> {
    const names = (await this.unlessGone(readdir(this.folder))) ?? []; // Nothing was written yet.
    return names.flatMap((name) => FILE.exec(name)?.[1] ?? []).sort();
  }

  /** Lines of a day in the order of writing; none when its file is gone. Torn ones are among them. @throws ReckonError `invalid-input` when it cannot be read */
  async lines(day: string): Promise<readonly string[]> {
    const text = await this.unlessGone(readFile(this.fileOf(day), 'utf8'));
    return (text ?? '').split('\n').filter((line) => line !== '');
  }

  /** Bytes of a day's file; 0 when it is gone. What has the same size has the same lines. */
  async size(day: string): Promise<number> {
    return (await this.unlessGone(stat(this.fileOf(day))))?.size ?? 0;
  }

  /** Removes days before `before`, or all. @returns how many there were. @throws ReckonError `invalid-input` when they cannot be removed */
  async remove(before?: string): Promise<number> {
    await this.last;
    const old = (await this.days()).filter((day) => before === undefined || day < before);
    await this.unlessGone(Promise.all(old.map((day) => rm(this.fileOf(day), { force: true }))));
    return old.length;
  }

  private async write(day: string, line: string): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: OWN_FOLDER });
    const bytes = Buffer.from(`\n${line}`);
    await using file = await open(this.fileOf(day), 'a', OWN_FILE);
    const { bytesWritten } = await file.write(bytes);
    if (bytesWritten < bytes.length) {
      // The rest is not written after it: it could land behind the line of another process, and spoil that one.
      throw Object.assign(new Error(`Only ${bytesWritten} of ${bytes.length} bytes could be written.`), { code: 'ENOSPC' });
    }
  }

  private fileOf(day: string): string {
    return join(this.folder, `${day}.jsonl`);
  }

  /** Null for what is not there: another process removed it, or nothing was written yet. */
  private async unlessGone<T>(work: Promise<T>): Promise<T | null> {
    try {
      return await work;
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') {
        return null;
      }
      throw new ReckonError('invalid-input', `The ledger in ${this.folder} cannot be used (${code}).`, { hint: 'It has to be a folder of files that are yours.', cause: error });
    }
  }
}
