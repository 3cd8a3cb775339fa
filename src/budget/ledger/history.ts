import { parseEntry, type CallPurpose, type RunEntry } from './entry';
import type { Journal } from './journal';

/** Which past runs are wanted. */
export interface RunQuery {
  /** As `ModelInfo.modelId` has it: of a server, without its prefix. */
  readonly model: string;
  /** Default: `solve`. */
  readonly purpose?: CallPurpose;
  /** At most so many, the newest. Default: 500. */
  readonly newest?: number;
  /** First day; default: as far back as the ledger goes. */
  readonly from?: string;
}

/** More of them say nothing new about a person's tasks, and old ones are of old versions. */
const NEWEST = 500;
/** Of lines that are no runs, as nearly all are, no more is looked at. */
const MARK = '"type":"run"';

interface Day {
  readonly size: number;
  readonly runs: readonly RunEntry[];
}

/** Runs of a journal, kept in memory as far as its files did not change. */
export class RunHistory {
  private readonly known = new Map<string, Day>();

  constructor(private readonly journal: Journal) {}

  /** In the order in which they ended. @throws ReckonError `invalid-input` when they cannot be read */
  async runs({ model, purpose = 'solve', newest = NEWEST, from = '' }: RunQuery): Promise<readonly RunEntry[]> {
    const found: RunEntry[][] = [];
    let count = 0;
    const days = (await this.journal.days()).filter((day) => day >= from);
    for (const day of days.reverse()) {
      const runs = (await this.runsOf(day)).filter((run) => run.model === model && run.purpose === purpose);
      found.unshift(runs);
      count += runs.length;
      if (count >= newest) {
        break;
      }
    }
    return found.flat().slice(-newest);
  }

  private async runsOf(day: string): Promise<readonly RunEntry[]> {
    const size = await this.journal.size(day);
    const known = this.known.get(day);
    if (known?.size === size) {
      return known.runs;
    }
    // The size is of before the reading: a line that came in between is read again next time.
    const runs = (await this.journal.lines(day)).filter((line) => line.includes(MARK)).map(parseEntry).filter((entry) => entry?.type === 'run');
    this.known.set(day, { size, runs });
    return runs;
  }
}
