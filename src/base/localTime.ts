/**
 * ISO 8601 with this machine's offset, such as `2026-03-01T23:15:02.123+01:00`: what a clock on the wall shows,
 * and still one moment. Its first ten characters are the person's day.
 */
export function localTime(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const wall = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) => String(part).padStart(2, '0'));
  return `${wall}${minutes < 0 ? '-' : '+'}${hours}:${rest}`;
}

/** The person's day, such as `2026-03-01`. */
export function localDay(date: Date): string {
  return localTime(date).slice(0, DAY_LENGTH);
}

const DAY_LENGTH = 'YYYY-MM-DD'.length;
