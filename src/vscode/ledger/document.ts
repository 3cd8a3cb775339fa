import { ledgerWords, todayWords, type LedgerSum, type LedgerTotals } from '../../app';

/** What the ledger says, as it is shown. */
export interface LedgerSummary {
  readonly folder: string;
  /** Whether calls are written down now. */
  readonly isEnabled: boolean;
  readonly today: LedgerSum;
  /** Of the last days, one grouping after another. */
  readonly totals: readonly LedgerTotals[];
  /** How many days. */
  readonly days: number;
}

const TITLES: Readonly<Record<LedgerTotals['by'], string>> = { day: 'By day', model: 'By model', workspace: 'By folder', purpose: 'By purpose' };
const HEADINGS = ['calls', 'tokens', 'written', 'time', 'energy', 'money', 'verified'] as const;

/** A day stays on one line in a narrow column. */
const UNBROKEN_HYPHEN = '\u2011';

/** The ledger as Markdown. */
export function ledgerDocument({ folder, isEnabled, today, totals, days }: LedgerSummary): string {
  const isEmpty = totals.every(({ groups }) => groups.length === 0);
  return [
    '# What Reckon used',
    `**Today:** ${todayWords(today)}`,
    ...(isEnabled ? [] : ['Nothing is written down at present: `reckon.ledger.enabled` is off.']),
    ...(isEmpty ? [`Nothing in the last ${days} days.`] : [`The last ${days} days, of the command line, too:`, ...totals.map(table)]),
    `Every call is a line in \`${folder}\`, on this machine only. \`reckon ledger export FILE\` writes them out, \`reckon ledger clear\` removes them; \`reckon.ledger.retentionDays\` says how long they stay.`,
  ].join('\n\n') + '\n';
}

function table({ by, groups, all }: LedgerTotals): string {
  const rows = groups.map(({ name, ...sum }): [string, LedgerSum] => [name === null ? 'no folder' : by === 'day' ? name.replaceAll('-', UNBROKEN_HYPHEN) : escaped(name), sum]);
  const shown: typeof rows = by === 'day' ? rows.reverse() : rows;
  return [
    `## ${TITLES[by]}`,
    '',
    `| | ${HEADINGS.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(HEADINGS.length)}`,
    ...[...shown, ...(shown.length > 1 ? [['**all**', all] as [string, LedgerSum]] : [])].map(([name, sum]) => row(name, sum)),
  ].join('\n');
}

function row(name: string, sum: LedgerSum): string {
  const words = ledgerWords(sum);
  return `| ${[name, ...HEADINGS.map((heading) => words[heading])].join(' | ')} |`;
}

/** The names of models and folders are text, whatever is in them. */
function escaped(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ').replaceAll(/[\\`*_[\]<>#|~&!$:]/g, '\\$&');
}
