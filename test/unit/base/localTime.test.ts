import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDay, localTime } from '../../../src/base/localTime';

/** Dates of a machine in another time zone; `minutes` east of Greenwich. */
function dateIn(minutes: number, text: string): Date {
  const date = new Date(text);
  date.getTimezoneOffset = () => -minutes;
  return date;
}

describe('local time', () => {
  it.each([
    [0, '2026-03-01T23:30:00.000+00:00'], [60, '2026-03-02T00:30:00.000+01:00'], [-210, '2026-03-01T20:00:00.000-03:30'], [345, '2026-03-02T05:15:00.000+05:45'], [-720, '2026-03-01T11:30:00.000-12:00'],
  ])('shows what a clock on the wall shows, %d minutes from Greenwich', (minutes, expected) => {
    const date = dateIn(minutes, '2026-03-01T23:30:00Z');
    expect([localTime(date), localDay(date)]).toEqual([expected, expected.slice(0, 10)]);
  });

  it('is the same moment', () => {
    fc.assert(fc.property(fc.integer({ min: -840, max: 840 }), fc.date({ min: new Date('1970-01-02'), max: new Date('2100-01-01'), noInvalidDate: true }), (minutes, date) => {
      expect(Date.parse(localTime(dateIn(minutes, date.toISOString())))).toBe(date.getTime());
    }));
  });
});
