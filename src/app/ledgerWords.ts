import { formatCount, formatDollars, formatJoules, formatSeconds, formatSpentTokens, plural } from '../base/format';
import type { LedgerSum } from '../budget/ledger';

/** A sum of the ledger in words, the same on the terminal and in the editor. */
export interface LedgerWords {
  readonly calls: string;
  readonly samples: string;
  /** Read and written; "at most" where calls never said what they used. */
  readonly tokens: string;
  readonly written: string;
  readonly time: string;
  readonly energy: string;
  readonly money: string;
  /** Of the runs; empty where there were none. */
  readonly verified: string;
}

export function ledgerWords(sum: LedgerSum): LedgerWords {
  return {
    calls: formatCount(sum.calls),
    samples: formatCount(sum.samples),
    tokens: formatSpentTokens(sum.promptTokens + sum.completionTokens, sum.forfeitedTokens).replace(/ tokens$/, ''),
    written: formatCount(sum.completionTokens),
    time: formatSeconds(sum.seconds),
    energy: energyWords(sum),
    money: moneyWords(sum),
    verified: sum.runs === 0 ? '' : `${formatCount(sum.verifiedRuns)} of ${formatCount(sum.runs)}`,
  };
}

/** One line about a day. */
export function todayWords(sum: LedgerSum): string {
  const { tokens, time, energy, money } = ledgerWords(sum);
  return sum.calls === 0 ? 'nothing yet' : `${tokens} tokens, ${time}, ${sum.energyUnknown === sum.calls ? 'energy unknown' : energy}, ${sum.priceUnknown === sum.calls ? 'price unknown' : money}`;
}

function energyWords({ calls, energyUnknown, joulesMeasured, joulesModelled }: LedgerSum): string {
  const source = joulesModelled === 0 ? 'measured' : joulesMeasured === 0 ? 'modelled' : 'partly modelled';
  return withUnknown(`${formatJoules(joulesMeasured + joulesModelled)} ${source}`, energyUnknown, calls);
}

function moneyWords({ calls, priceUnknown, dollars }: LedgerSum): string {
  return withUnknown(formatDollars(dollars), priceUnknown, calls);
}

/** A figure that leaves calls out says how many: it is no total then. */
function withUnknown(words: string, unknown: number, calls: number): string {
  if (calls === 0 || unknown === calls) {
    return calls === 0 ? '' : 'unknown';
  }
  return unknown === 0 ? words : `${words} (${plural(unknown, 'call')} unknown)`;
}
