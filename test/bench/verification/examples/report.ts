import { renderTable } from '../../support/table';
import type { RowReading } from './reading';

/** Each row on a line, then what was not understood, what has no example, and the sums. */
export function examplesText(rows: readonly RowReading[]): string {
  return [
    renderTable([['row', 'examples', 'not understood', 'its own solution'], ...rows.map(rowCells)]),
    ...section('Not understood:', rows.flatMap(({ id, notUnderstood }) => notUnderstood.map(({ line, text, reason }) => `${id}, line ${line}: ${text}\n    ${reason}`))),
    ...section('No example found, though the text has a sign of one:', rows.flatMap(({ id, signs }) => (signs === null ? [] : [`${id}: ${signs}`]))),
    ...section('No example, and no sign of one:', rows.filter(({ examples, notUnderstood, signs }) => examples + notUnderstood.length === 0 && signs === null).map(({ id }) => id)),
    ...section('Solutions of the data set that were not accepted:', rows.flatMap(({ id, solution }) => (solution === null || solution.status === 'passed' ? [] : [`${id}: ${solution.status}, ${solution.reason}`]))),
    '',
    renderTable([['file', 'rows', 'with examples', 'examples', 'not understood', 'solutions run', 'accepted'], ...filesOf(rows).map((file) => sumCells(file, rows.filter((row) => row.file === file)))]),
  ].join('\n');
}

function rowCells({ id, examples, notUnderstood, solution }: RowReading): string[] {
  return [id, String(examples), String(notUnderstood.length), solution?.status ?? '–'];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

export function filesOf(rows: readonly RowReading[]): readonly string[] {
  return [...new Set(rows.map(({ file }) => file))];
}

function sumCells(file: string, rows: readonly RowReading[]): string[] {
  const sum = (count: (row: RowReading) => number): string => String(rows.reduce((total, row) => total + count(row), 0));
  return [
    file, String(rows.length),
    sum(({ examples }) => Number(examples > 0)),
    sum(({ examples }) => examples),
    sum(({ notUnderstood }) => notUnderstood.length),
    sum(({ solution }) => Number(solution !== null)),
    sum(({ solution }) => Number(solution?.status === 'passed')),
  ];
}
