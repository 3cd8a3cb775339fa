import type { Clock } from '../../base/clock';
import { localDay } from '../../base/localTime';
import type { LedgerEntry } from './entry';
import type { Ledger } from './ledger';

export interface KeeperOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Asked for each entry: a person may change their mind while this process goes on. */
  isEnabled(): boolean;
  /** Days that are kept, this one included; null keeps all. Asked at the first entry of a day. */
  keptDays(): number | null;
  /** Told once what keeps the ledger from being written: a full disk goes on being full. */
  onProblem(error: unknown): void;
  /** After each entry that is on file. */
  onRecorded?(): void;
}

/** How long work waits for an entry to be on file: a healthy disk takes a millisecond. In seconds. */
const MOST_WAIT_SECONDS = 0.25;
/** And the end of the process for its last ones. */
const MOST_CLOSING_SECONDS = 2;
const MILLISECONDS_PER_DAY = 86_400_000;

/** Writes the ledger for those who must not fail or be held up by it. */
export class LedgerKeeper {
  private last: Promise<void> = Promise.resolve();
  /** A wait was in vain: nobody waits again before what it was for is written. */
  private isStalled = false;
  private hasTold = false;
  private sweptOn = '';

  constructor(private readonly options: KeeperOptions) {}

  get isEnabled(): boolean {
    return this.options.isEnabled();
  }

  /** Resolves when the entry is on file, cannot be, or takes too long. Never rejects. */
  async record(entry: LedgerEntry): Promise<void> {
    if (!this.options.isEnabled()) {
      return;
    }
    const { isStalled } = this;
    this.last = this.write(entry);
    if (!isStalled) {
      await this.wait(MOST_WAIT_SECONDS);
    }
  }

  /** Resolves when what was recorded is on file, or takes too long. */
  async close(): Promise<void> {
    await this.wait(MOST_CLOSING_SECONDS);
  }

  private async write(entry: LedgerEntry): Promise<void> {
    try {
      await this.options.ledger.append(entry);
      this.options.onRecorded?.();
      await this.sweep();
    } catch (error) {
      // The answer that was paid for matters more than its entry.
      if (!this.hasTold) {
        this.hasTold = true;
        this.options.onProblem(error);
      }
    }
    this.isStalled = false;
  }

  /** Lets go of days that are not kept, once a day and process. */
  private async sweep(): Promise<void> {
    const now = this.options.clock.date();
    const today = localDay(now);
    if (this.sweptOn === today) {
      return;
    }
    this.sweptOn = today;
    const days = this.options.keptDays();
    if (days !== null) {
      await this.options.ledger.clear(localDay(new Date(now.getTime() - (days - 1) * MILLISECONDS_PER_DAY)));
    }
  }

  private async wait(seconds: number): Promise<void> {
    let cancel = (): void => undefined;
    const timeout = new Promise<void>((resolve) => {
      cancel = this.options.clock.schedule(seconds, () => {
        this.isStalled = true;
        resolve();
      });
    });
    await Promise.race([this.last, timeout]);
    cancel();
  }
}
