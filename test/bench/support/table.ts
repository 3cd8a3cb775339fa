import type { Summary } from './statistics';

/** Three digits tell all that such a measurement does. */
const DIGITS = 3;
const UNKNOWN = '–';

/** Columns two spaces apart; the first row is the heading, the first column is flush left and the others flush right. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const render = (row: readonly string[]): string =>
    widths.map((width, column) => (column === 0 ? (row[column] ?? '').padEnd(width) : (row[column] ?? '').padStart(width))).join('  ').trimEnd();
  const [heading, ...body] = rows.map(render);
  return heading === undefined ? '' : [heading, '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2)), ...body].join('\n');
}

/** `12.3`, `123`, `1,234`. */
export function formatNumber(value: number): string {
  const decimals = Math.max(0, DIGITS - 1 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** Median with the spread: `12.3 (11.9–12.8)`. */
export function formatSummary(summary: Summary | null, unit = ''): string {
  if (summary === null) {
    return UNKNOWN;
  }
  const { median, min, max, runs } = summary;
  const spread = runs > 1 ? ` (${formatNumber(min)}–${formatNumber(max)})` : '';
  return `${formatNumber(median)}${unit}${spread}`;
}

export function formatRatio(summary: Summary | null): string {
  return summary === null ? UNKNOWN : `${summary.median.toFixed(2)}x`;
}

export function formatPercent(fraction: number | null): string {
  return fraction === null ? UNKNOWN : `${Math.round(fraction * 100)}%`;
}

/** Decimal megabytes, as sizes of files are given. */
export function formatMegabytes(bytes: number | null): string {
  return bytes === null ? 'unknown' : `${Math.round(bytes / 1e6)} MB`;
}
