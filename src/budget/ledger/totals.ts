import { dayOf, type CallEntry, type LedgerEntry, type RunEntry } from './entry';

/** By what entries are summed up. */
export const LEDGER_GROUPINGS = ['day', 'model', 'workspace', 'purpose'] as const;
export type LedgerGrouping = (typeof LEDGER_GROUPINGS)[number];

/** What calls took together. */
export interface LedgerSum {
  readonly calls: number;
  readonly samples: number;
  readonly promptTokens: number;
  readonly cachedPromptTokens: number;
  readonly completionTokens: number;
  readonly forfeitedTokens: number;
  /** Wall seconds of the calls; two at once count twice. */
  readonly seconds: number;
  readonly joulesMeasured: number;
  readonly joulesModelled: number;
  /** Calls whose energy is not known and in neither figure. */
  readonly energyUnknown: number;
  /** Of the calls whose price is known. */
  readonly dollars: number;
  /** Calls whose price is not known and not in it. */
  readonly priceUnknown: number;
  /** Runs of tasks that ended with a result; their calls are counted above. */
  readonly runs: number;
  readonly verifiedRuns: number;
}

export interface LedgerTotal extends LedgerSum {
  /** The day, model, folder or purpose; null for work without a folder. */
  readonly name: string | null;
}

export interface LedgerTotals {
  readonly by: LedgerGrouping;
  /** In the order of names, work without a folder last. */
  readonly groups: readonly LedgerTotal[];
  readonly all: LedgerSum;
}

type Sum = { -readonly [K in keyof LedgerSum]: LedgerSum[K] };

export async function ledgerTotals(entries: AsyncIterable<LedgerEntry> | Iterable<LedgerEntry>, by: LedgerGrouping): Promise<LedgerTotals> {
  const all = nothing();
  const sums = new Map<string | null, Sum>();
  for await (const entry of entries) {
    // Questions are no runs here: none of them can be verified, and what they took is in their calls.
    if (entry.type === 'question') {
      continue;
    }
    const name = by === 'day' ? dayOf(entry) : entry[by];
    const sum = sums.get(name) ?? nothing();
    sums.set(name, sum);
    [sum, all].forEach((each) => add(each, entry));
  }
  return { by, groups: [...sums].map(([name, sum]) => ({ name, ...sum })).sort(byName), all };
}

function byName(a: LedgerTotal, b: LedgerTotal): number {
  if (a.name === null || b.name === null) {
    return Number(a.name === null) - Number(b.name === null);
  }
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

function nothing(): Sum {
  return {
    calls: 0, samples: 0, promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0, forfeitedTokens: 0, seconds: 0,
    joulesMeasured: 0, joulesModelled: 0, energyUnknown: 0, dollars: 0, priceUnknown: 0, runs: 0, verifiedRuns: 0,
  };
}

function add(sum: Sum, entry: CallEntry | RunEntry): void {
  if (entry.type === 'call') {
    addCall(sum, entry);
  } else {
    // What it took is in its calls.
    sum.runs += 1;
    sum.verifiedRuns += Number(entry.status === 'verified');
  }
}

function addCall(sum: Sum, { joules, energySource, dollars, ...call }: CallEntry): void {
  sum.calls += 1;
  sum.samples += call.samples;
  sum.promptTokens += call.promptTokens;
  sum.cachedPromptTokens += call.cachedPromptTokens;
  sum.completionTokens += call.completionTokens;
  sum.forfeitedTokens += call.forfeitedTokens;
  sum.seconds += call.seconds;
  sum.joulesMeasured += energySource === 'measured' ? (joules ?? 0) : 0;
  sum.joulesModelled += energySource === 'modelled' ? (joules ?? 0) : 0;
  sum.energyUnknown += Number(joules === null);
  sum.dollars += dollars ?? 0;
  sum.priceUnknown += Number(dollars === null);
}
