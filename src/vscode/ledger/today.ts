import { todayWords, type Ledger } from '../../app';
import type { Clock } from '../../base/clock';
import { localDay } from '../../base/localTime';

/** Suggestions come many a minute; reading the day's file for each would be work for nobody. */
const PAUSE_SECONDS = 2;

/** What was used today, by all windows and the command line, told when this window used something. */
export class TodaysUse {
  private cancel: (() => void) | null = null;

  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly show: (day: string, words: string) => void,
    private readonly report: (error: unknown) => void,
  ) {}

  /** Something was written into the ledger. */
  changed(): void {
    this.cancel ??= this.clock.schedule(PAUSE_SECONDS, () => {
      this.cancel = null;
      this.read().catch(this.report);
    });
  }

  dispose(): void {
    this.cancel?.();
  }

  private async read(): Promise<void> {
    const day = localDay(this.clock.date());
    const { all } = await this.ledger.totals('day', { from: day });
    this.show(day, todayWords(all));
  }
}
