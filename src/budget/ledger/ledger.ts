import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock } from '../../base/clock';
import { parseEntry, type LedgerEntry } from './entry';

export interface LedgerOptions {
  /** Made when it is first needed. */
  readonly folder: string;
  readonly clock: Clock;
  /** Months that are kept, this one included; older files go when something is written. */
  readonly keptMonths: number;
}

/** ISO dates, both included; left out where there is no bound. */
export interface LedgerRange {
  readonly from?: string;
  readonly to?: string;
}

const FILE = /^(\d{4}-\d{2})\.jsonl$/;

/**
 * What every call took, a line each in one file a month. A line is written at once, at the end of the file, when its
 * call has ended: whoever is killed loses the call in flight and nothing else, and any number of processes write side
 * by side. (POSIX appends are one step; a line is shorter than a page.)
 */
export class Ledger {
  /** Entries of this process are written in their order. */
  private last: Promise<void> = Promise.resolve();
  private swept = '';

  constructor(private readonly options: LedgerOptions) {}

  /** Resolves when it is on file. @throws the file system's error; what was there before stays */
  record(entry: LedgerEntry): Promise<void> {
    const written = this.last.then(() => this.write(entry));
    this.last = written.catch(() => undefined); // Whoever recorded that entry learns of it.
    return written;
  }

  /** In the order of months, and in each of writing. Lines that are none are passed over. */
  async *entries({ from = '', to = '9999' }: LedgerRange = {}): AsyncGenerator<LedgerEntry> {
    for (const month of await this.months()) {
      if (month < from.slice(0, month.length) || month > to.slice(0, month.length)) {
        continue;
      }
      for await (const line of createInterface({ input: createReadStream(this.fileOf(month)), crlfDelay: Infinity })) {
        const entry = parseEntry(line);
        const day = entry?.time.slice(0, DAY_LENGTH) ?? '';
        if (entry !== null && day >= from && day <= to) {
          yield entry;
        }
      }
    }
  }

  /** Removes all of it. */
  async clear(): Promise<void> {
    await this.last;
    await Promise.all((await this.months()).map((month) => rm(this.fileOf(month), { force: true })));
  }

  private async write(entry: LedgerEntry): Promise<void> {
    const month = entry.time.slice(0, MONTH_LENGTH);
    await mkdir(this.options.folder, { recursive: true });
    await this.sweep();
    // The line is begun, not ended, so that it stands by itself also after what a killed process left of its own.
    await appendFile(this.fileOf(month), `\n${JSON.stringify(entry)}`);
  }

  /** Once a month and process. */
  private async sweep(): Promise<void> {
    const now = this.options.clock.date();
    const oldest = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1 - this.options.keptMonths)).toISOString().slice(0, MONTH_LENGTH);
    if (this.swept === oldest) {
      return;
    }
    const old = (await this.months()).filter((month) => month < oldest);
    await Promise.all(old.map((month) => rm(this.fileOf(month), { force: true })));
    this.swept = oldest;
  }

  private async months(): Promise<readonly string[]> {
    const names = await readdir(this.options.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') {
        return []; // Nothing was written yet.
      }
      throw error;
    });
    return names.flatMap((name) => FILE.exec(name)?.[1] ?? []).sort();
  }

  private fileOf(month: string): string {
    return join(this.options.folder, `${month}.jsonl`);
  }
}

/** Characters of an ISO time that make its month, and its day. */
const MONTH_LENGTH = 7;
const DAY_LENGTH = 10;
