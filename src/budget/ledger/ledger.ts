import { dayOf, parseEntry, type EndingEntry, type LedgerEntry } from './entry';
import { Journal } from './journal';
import { RunHistory, type RunQuery } from './history';
import { ledgerTotals, type LedgerGrouping, type LedgerTotals } from './totals';

/** Days such as `2026-03-01`, both included; left out where there is no bound. */
export interface LedgerRange {
  readonly from?: string;
  readonly to?: string;
}

/** What every call took, and how every run ended, of all processes of this person. */
export class Ledger {
  private readonly journal: Journal;
  private readonly history: RunHistory;

  /** @param folder of the ledger alone; made when something is first written */
  constructor(folder: string) {
    this.journal = new Journal(folder);
    this.history = new RunHistory(this.journal);
  }

  get folder(): string {
    return this.journal.folder;
  }

  /** Resolves when it is on file. @throws the file system's error */
  append(entry: LedgerEntry): Promise<void> {
    return this.journal.append(dayOf(entry), JSON.stringify(entry));
  }

  /** Day by day, and in each in the order of writing. Lines that are none are passed over. @throws ReckonError `invalid-input` when it cannot be read */
  async *entries({ from = '', to = '9999' }: LedgerRange = {}): AsyncGenerator<LedgerEntry> {
    for (const day of await this.journal.days()) {
      if (day < from || day > to) {
        continue;
      }
      for (const line of await this.journal.lines(day)) {
        const entry = parseEntry(line);
        if (entry !== null) {
          yield entry;
        }
      }
    }
  }

  /** @throws ReckonError `invalid-input` when it cannot be read */
  totals(by: LedgerGrouping, range?: LedgerRange): Promise<LedgerTotals> {
    return ledgerTotals(this.entries(range), by);
  }

  /** Past runs that ended with a result, the newest last. Cheap to ask again: only files that grew are read anew. @throws ReckonError `invalid-input` when it cannot be read */
  runs<Type extends EndingEntry['type']>(query: RunQuery<Type>): Promise<readonly Extract<EndingEntry, { readonly type: Type }>[]> {
    return this.history.runs(query);
  }

  /** Removes days before `before`, or all. @returns how many days. @throws ReckonError `invalid-input` when they cannot be removed */
  clear(before?: string): Promise<number> {
    return this.journal.remove(before);
  }
}
