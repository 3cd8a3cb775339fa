import { visibleWidth, wrapWords } from './width';

const GAP = '  ';

/** Lays rows out in columns two spaces apart. The first row is the heading. Colours do not count as width. */
export function renderTable(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, visibleWidth(cell));
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - visibleWidth(cell)))
      .join(GAP)
      .trimEnd(),
  );
}

/** Below this a column of words is no longer read as text. */
const MIN_WORDS_WIDTH = 20;

/** A table whose last column is text: it goes on below itself, so that no line is longer than `width` columns while there is room for words at all. */
export function renderWrapped(rows: readonly (readonly string[])[], width: number): string[] {
  const last = Math.max(0, ...rows.map(({ length }) => length - 1));
  const before = Array.from({ length: last }, (_, column) => Math.max(...rows.map((row) => visibleWidth(row[column] ?? ''))) + GAP.length);
  const left = Math.max(MIN_WORDS_WIDTH, width - before.reduce((sum, each) => sum + each, 0));
  const blanks = before.map(() => '');
  return renderTable(rows.flatMap((row) => {
    const [first = '', ...more] = wrapWords(row[last] ?? '', left);
    return [[...blanks.map((blank, column) => row[column] ?? blank), first], ...more.map((line) => [...blanks, line])];
  }));
}
