import type { InfillContext } from './context';

/** How much may be suggested at a place. */
export interface SuggestionShape {
  readonly kind: 'line' | 'block';
  /** Hard limit of generated tokens. */
  readonly maxOutputTokens: number;
  readonly stopSequences: readonly string[];
}

/** The rest of a line of code. More would seldom be right, and costs half a second for each twenty tokens on slow cores. */
const LINE_TOKENS = 28;
/** A short body. */
const BLOCK_TOKENS = 72;

/** A line that opens a block, in the languages people write: a colon, a brace, an arrow. */
const OPENS_BLOCK = /(?::|\{|\(|\[|=>)\s*$/;
/** What an editor closes by itself; a suggestion may stand before it. */
const CLOSERS_ONLY = /^[\s)\]}"'`;,>]*$/;

/** Null where a suggestion would be in the way: in the middle of a line. */
export function suggestionShape({ prefix, suffix }: InfillContext): SuggestionShape | null {
  const restOfLine = lineUpTo(suffix);
  if (!CLOSERS_ONLY.test(restOfLine)) {
    return null;
  }
  const line = prefix.slice(prefix.lastIndexOf('\n') + 1);
  const isBlank = line.trim() === '';
  if (isBlank && prefix.trim() === '') {
    return null;
  }
  if (isBlank && restOfLine.trim() === '' && OPENS_BLOCK.test(prefix.trimEnd())) {
    return { kind: 'block', maxOutputTokens: BLOCK_TOKENS, stopSequences: ['\n\n'] };
  }
  return { kind: 'line', maxOutputTokens: LINE_TOKENS, stopSequences: ['\n'] };
}

function lineUpTo(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}
