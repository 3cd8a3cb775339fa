import { parseEntry, type EndingEntry } from './entry';
import type { Journal } from './journal';

/** Which past runs are wanted. */
export interface RunQuery<Type extends EndingEntry['type'] = EndingEntry['type']> {
  /** Of tasks or of questions. */
  readonly type: Type;
  /** As `ModelInfo.modelId` has it: of a server, without its prefix. */
  readonly model: string;
  /** At most so many, the newest. Default: 500. */
  readonly newest?: number;
  /** First day; default: as far back as the ledger goes. */
  readonly from?: string;
}

/** More of them say nothing new about a person's tasks, and old ones are of old versions. */
const NEWEST = 500;
/** Of lines that are no runs, as nearly all are, no more is looked at. */
const MARKS = ['"type":"run"', '"type":"question"'];

interface Day {
  readonly size: number;
  readonly runs: readonly EndingEntry[];
}

/** Runs of a journal, kept in memory as far as its files did not change. */
export class RunHistory {
  private readonly known = new Map<string, Day>();

  constructor(private readonly journal: Journal) {}

  /** In the order in which they ended. @throws ReckonError `invalid-input` when they cannot be read */
  async runs<Type extends EndingEntry['type']>({ type, model, newest = NEWEST, from = '' }: RunQuery<Type>): Promise<readonly Extract<EndingEntry, { readonly type: Type }>[]> {
    const isWanted = (run: EndingEntry): run is Extract<EndingEntry, { readonly type: Type }> => run.model === model && run.type === type;
    const found: Extract<EndingEntry, { readonly type: Type }>[][] = [];
    let count = 0;
    const days = (await this.journal.days()).filter((day) => day >= from);
    for (const day of days.reverse()) {
      const runs = (await this.runsOf(day)).filter(isWanted);
      found.unshift(runs);
      count += runs.length;
      if (count >= newest) {
        break;
      }
    }
    return found.flat().slice(-newest);
  }

  private async runsOf(day: string): Promise<readonly EndingEntry[]> {
    const size = await this.journal.size(day);
    const known = this.known.get(day);
    if (known?.size === size) {
      return known.runs;
    }
    // The size is of before the reading: a line that came in between is read again next time.
    const runs = (await this.journal.lines(day)).filter((line) => MARKS.some((mark) => line.includes(mark))).map(parseEntry).filter((entry) => entry !== null && entry.type !== 'call');
    this.known.set(day, { size, runs });
    return runs;
  }
}
