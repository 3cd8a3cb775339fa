import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { renderTable, renderWrapped } from '../../../src/cli/render/table';
import { cutToWidth, printable, visibleWidth, wrapWords } from '../../../src/cli/render/width';
import { formatBytes, formatDollars, formatEnergy, formatEnergyRange, formatSeconds } from '../../../src/base/format';

const colors = createColors(true);

describe('width', () => {
  it('does not count colours', () => {
    expect(visibleWidth(colors.bold(colors.green('ok')))).toBe(2);
  });

  it.each([
    [5, 'hello'],
    [4, 'hell'],
    [0, ''],
    [-1, ''],
  ])('cuts to %d columns', (width, expected) => {
    expect(cutToWidth('hello', width)).toBe(expected);
    expect(visibleWidth(cutToWidth(colors.red('hello'), width))).toBe(expected.length);
  });

  it('breaks lines between words, and none within one', () => {
    expect(wrapWords('one two three, interminable four', 9)).toEqual(['one two', 'three,', 'interminable', 'four']);
    expect(wrapWords('', 9)).toEqual(['']);
  });

  it('makes text of others harmless', () => {
    expect(printable('a\nb\tc\u001b[31m\u0007é')).toBe('a\\nb\\tc\\x1b[31m\\x07é');
  });
});

describe('table', () => {
  it('aligns columns by what is seen and leaves no blanks at the ends of lines', () => {
    expect(renderTable([['id', 'state', ''], ['a', colors.green('ok'), ''], ['longer', 'no', 'x']])).toEqual([
      'id      state',
      `a       ${colors.green('ok')}`,
      'longer  no     x',
    ]);
  });

  it('takes rows of different lengths, and none', () => {
    expect(renderTable([['a'], ['b', 'c']])).toEqual(['a', 'b  c']);
    expect(renderTable([])).toEqual([]);
  });

  it('lets the words of its last column go on below themselves, and no line be wider than it is told', () => {
    const words = 'a sandbox that starts and in which nothing was found that should not be there';
    const rows = renderWrapped([['', 'what', 'found'], ['ok', 'sandbox', words], ['ok', 'node', '20']], 40);
    expect(rows.slice(0, 3)).toEqual(['    what     found', 'ok  sandbox  a sandbox that starts and', '             in which nothing was found']);
    expect(rows.map((row) => row.slice(13)).join(' ')).toBe(`found ${words} 20`);
    expect(rows.filter((row) => row.length > 40)).toEqual([]);
    expect(renderWrapped([], 40)).toEqual([]);
    expect(renderWrapped([['a', 'one two three four five six']], 5)).toEqual(['a  one two three four', '   five six']);
  });
});

describe('quantities', () => {
  it('rounds seconds before it splits them into minutes', () => {
    expect([0, 9.94, 10.4, 119.4, 179.7].map(formatSeconds)).toEqual(['0.0 s', '9.9 s', '10 s', '119 s', '3 min 0 s']);
  });

  it('says where energy comes from, and never 0 for unknown', () => {
    expect(formatEnergy({ joules: null, source: 'unknown' })).toBe('energy unknown');
    expect(formatEnergy({ joules: 12.4, source: 'measured' })).toBe('12 J measured');
    expect(formatEnergyRange(500, 2500, 'modelled')).toBe('500 J (2.5 kJ) modelled');
    expect(formatEnergyRange(500, null, 'unknown')).toBe('energy unknown');
  });

  it('tells no price from no charge', () => {
    expect([null, 0, 0.00123].map(formatDollars)).toEqual(['price unknown', 'no charge', '$0.0012']);
  });

  it('shows sizes', () => {
    expect([98_362_432, 1_120_000_000].map(formatBytes)).toEqual(['98 MB', '1.12 GB']);
  });
});
