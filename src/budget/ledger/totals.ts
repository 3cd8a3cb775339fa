import type { LedgerEntry } from './entry';

/** By what entries are summed up. */
export const LEDGER_GROUPINGS = ['day', 'model', 'workspace', 'purpose'] as const;
export type LedgerGrouping = (typeof LEDGER_GROUPINGS)[number];

/** What calls took together. */
export interface LedgerTotal {
  /** The day, model, folder or purpose; null for work without a folder. */
  readonly name: string | null;
  readonly calls: number;
  readonly samples: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly forfeitedTokens: number;
  readonly seconds: number;
  /** Of the calls whose energy is known; `joulesUnknown` others are not in it. */
  readonly joules: number;
  readonly joulesUnknown: number;
  /** Of the calls whose price is known; `dollarsUnknown` others are not in it. */
  readonly dollars: number;
  readonly dollarsUnknown: number;
}

/** Sums in the order of names, work without a folder last. */
export async function ledgerTotals(entries: AsyncIterable<LedgerEntry> | Iterable<LedgerEntry>, by: LedgerGrouping): Promise<readonly LedgerTotal[]> {
  const totals = new Map<string | null, LedgerTotal>();
  for await (const entry of entries) {
    const name = nameOf(entry, by);
    totals.set(name, add(totals.get(name) ?? nothing(name), entry));
  }
  return [...totals.values()].sort((a, b) => (a.name === null ? 1 : b.name === null ? -1 : a.name < b.name ? -1 : 1));
}

function nameOf({ time, model, workspace, purpose }: LedgerEntry, by: LedgerGrouping): string | null {
  return { day: time.slice(0, 'YYYY-MM-DD'.length), model, workspace, purpose }[by];
}

function nothing(name: string | null): LedgerTotal {
  return { name, calls: 0, samples: 0, promptTokens: 0, completionTokens: 0, forfeitedTokens: 0, seconds: 0, joules: 0, joulesUnknown: 0, dollars: 0, dollarsUnknown: 0 };
}

function add(total: LedgerTotal, entry: LedgerEntry): LedgerTotal {
  return {
    name: total.name,
    calls: total.calls + 1,
    samples: total.samples + entry.samples,
    promptTokens: total.promptTokens + entry.promptTokens,
    completionTokens: total.completionTokens + entry.completionTokens,
    forfeitedTokens: total.forfeitedTokens + entry.forfeitedTokens,
    seconds: total.seconds + entry.seconds,
    joules: total.joules + (entry.joules ?? 0),
    joulesUnknown: total.joulesUnknown + Number(entry.joules === null),
    dollars: total.dollars + (entry.dollars ?? 0),
    dollarsUnknown: total.dollarsUnknown + Number(entry.dollars === null),
  };
}
