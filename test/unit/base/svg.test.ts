import { describe, expect, it } from 'vitest';
import { element, escape, linearScale, polyline, text, ticks } from '../../../src/base/svg';

it('escapes what comes from outside', () => {
  expect(escape('a < b & "c"')).toBe('a &lt; b &amp; &quot;c&quot;');
  expect(text(1, 2, '<script>')).toBe('<text x="1" y="2">&lt;script&gt;</text>');
  expect(element('g', { id: '"><x' })).toBe('<g id="&quot;&gt;&lt;x"/>');
});

it('rounds coordinates to a tenth of a pixel', () => {
  expect(polyline([[0.123, 1], [2, 3.456]], { stroke: 'red' })).toBe('<polyline points="0.1,1 2,3.5" fill="none" stroke="red"/>');
});

it('scales', () => {
  expect(linearScale(10, 20, 100)(12.5)).toBe(25);
});

describe('ticks', () => {
  it('are round numbers that reach the largest value', () => {
    expect(ticks(103, 5)).toEqual([0, 50, 100, 150]);
    expect(ticks(100, 5)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(ticks(7, 5)).toEqual([0, 2, 4, 6, 8]);
  });

  it('stay within their number', () => {
    for (const max of [0.013, 0.9, 1, 3, 42, 999, 12_345]) {
      expect(ticks(max, 5).length).toBeLessThanOrEqual(6);
      expect(ticks(max, 5).at(-1)).toBeGreaterThanOrEqual(max);
    }
  });
});
