import { ledgerWords, type LedgerSum, type LedgerTotals } from '../../app';
import { renderTable } from './table';
import { printable } from './width';

const HEADINGS = ['calls', 'samples', 'tokens', 'written', 'time', 'energy', 'money', 'verified'] as const;

/** A row a group and, of several, one for all of them. */
export function renderLedger({ by, groups, all }: LedgerTotals): string[] {
  return renderTable([
    [by, ...HEADINGS],
    ...groups.map(({ name, ...sum }) => [name === null ? 'no folder' : printable(name), ...cells(sum)]),
    ...(groups.length > 1 ? [['all', ...cells(all)]] : []),
  ]);
}

function cells(sum: LedgerSum): string[] {
  const words = ledgerWords(sum);
  return HEADINGS.map((heading) => words[heading]);
}
