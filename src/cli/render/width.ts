import { stripVTControlCharacters } from 'node:util';

const COLOUR = /\u001b\[\d+(?:;\d+)*m/g;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Columns that a text takes; colours take none. */
export function visibleWidth(text: string): number {
  return stripVTControlCharacters(text).length;
}

/** Cuts what is seen and keeps every colour code, so that no colour stays switched on. */
export function cutToWidth(text: string, width: number): string {
  let left = Math.max(0, width);
  const cut = (part: string): string => {
    const kept = part.slice(0, left);
    left -= kept.length;
    return kept;
  };
  const colours = text.match(COLOUR) ?? [];
  return text.split(COLOUR).map((part, index) => cut(part) + (colours[index] ?? '')).join('');
}

/** Lines of whole words, none wider than `width` columns but a word that is. */
export function wrapWords(text: string, width: number): string[] {
  return text.split(' ').reduce<string[]>((lines, word) => {
    const line = lines.at(-1);
    return line !== undefined && visibleWidth(line) + 1 + visibleWidth(word) <= width ? [...lines.slice(0, -1), `${line} ${word}`] : [...lines, word];
  }, []);
}

/** Text of a model over several lines: nothing but line ends and tabs may move the cursor. */
export function printableLines(text: string): string {
  return text.replace(CONTROL, (character) => (character === '\n' || character === '\t' ? character : printable(character)));
}

/** Text of a candidate or a task on one line: it must not move the cursor or recolour the terminal. */
export function printable(text: string): string {
  return text.replace(CONTROL, (character) => NAMED[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
