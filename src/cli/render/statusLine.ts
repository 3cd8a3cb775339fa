import { printable } from './width';

/** A summary with its status in front: many say it themselves in their first words, which are not said twice then. */
export function statusLine(word: string, paint: (text: string) => string, summary: string): string {
  const isSaid = summary.toUpperCase().startsWith(word);
  return `${paint(word)}${isSaid ? '' : ' '}${printable(isSaid ? summary.slice(word.length) : summary)}`;
}
