/** Longest bracket followed, in characters: past it nothing is an example, and scanning would be quadratic. */
const MAX_SPAN = 4000;

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Index after the string literal that begins at `start`, or -1 when it does not end on its line. */
function stringEnd(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let index = start + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') {
      index += 1;
    } else if (character === quote) {
      return index + 1;
    } else if (character === '\n' && quote !== '`') {
      return -1;
    }
  }
  return -1;
}

/** Index after the bracket that closes the one at `start`, or -1. Brackets inside strings do not count. */
export function bracketEnd(text: string, start: number): number {
  const expected: string[] = [];
  const limit = Math.min(text.length, start + MAX_SPAN);
  for (let index = start; index < limit; ) {
    const character = text.charAt(index);
    const closing = CLOSING[character];
    if (character === '"' || character === "'" || character === '`') {
      const end = stringEnd(text, index);
      if (end < 0) {
        return -1;
      }
      index = end;
      continue;
    }
    if (closing !== undefined) {
      expected.push(closing);
    } else if (character === expected.at(-1)) {
      expected.pop();
      if (expected.length === 0) {
        return index + 1;
      }
    } else if (')]}'.includes(character)) {
      return -1;
    }
    index += 1;
  }
  return -1;
}

/** Index of the first line end outside brackets and strings at or after `start`, or `MAX_SPAN` further on. */
export function logicalLineEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + MAX_SPAN);
  for (let index = start; index < limit; ) {
    const character = text.charAt(index);
    if (character === '\n') {
      return index;
    }
    const isString = character === '"' || character === "'" || character === '`';
    const end = isString ? stringEnd(text, index) : CLOSING[character] === undefined ? -1 : bracketEnd(text, index);
    index = end < 0 ? index + 1 : end;
  }
  return limit;
}

/** Positions from `start` to `end` that are outside brackets and strings, in order. */
export function topLevelPositions(text: string, start: number, end: number): readonly number[] {
  const positions: number[] = [];
  for (let index = start; index < end; ) {
    positions.push(index);
    const character = text.charAt(index);
    const isString = character === '"' || character === "'" || character === '`';
    const after = isString ? stringEnd(text, index) : CLOSING[character] === undefined ? -1 : bracketEnd(text, index);
    index = after < 0 ? index + 1 : after;
  }
  return positions;
}
