import { describe, expect, it } from 'vitest';
import { formatMegabytes, formatNumber, formatPercent, formatRatio, formatSummary, renderTable } from '../../bench/support/table';

it('lines columns up, the first to the left and the others to the right', () => {
  expect(renderTable([['', 'a', 'long'], ['row', '1.5', '2'], ['another', '10', '']])).toBe(
    ['           a  long', '------------------', 'row      1.5     2', 'another   10'].join('\n'),
  );
});

it('renders nothing as nothing', () => {
  expect(renderTable([])).toBe('');
});

describe('formats', () => {
  it('keep three digits', () => {
    expect([0, 0.0123, 0.5, 1.234, 12.34, 123.4, 1234.5].map(formatNumber)).toEqual(['0.0000', '0.0123', '0.500', '1.23', '12.3', '123', '1,235']);
  });

  it('show a spread only where there is one', () => {
    expect(formatSummary({ median: 12, min: 11, max: 13, runs: 3 })).toBe('12.0 (11.0–13.0)');
    expect(formatSummary({ median: 12, min: 12, max: 12, runs: 1 }, ' s')).toBe('12.0 s');
  });

  it('never show what is unknown as a number', () => {
    expect([formatSummary(null), formatRatio(null), formatPercent(null), formatMegabytes(null)]).toEqual(['–', '–', '–', 'unknown']);
  });

  it('show ratios and shares', () => {
    expect(formatRatio({ median: 1.5, min: 1, max: 2, runs: 2 })).toBe('1.50x');
    expect(formatPercent(0.126)).toBe('13%');
  });
});
