/** Shortest and longest run of tokens that is looked for; beyond the longest a match does not get surer. */
export const SHORTEST_MATCH = 2;
const LONGEST_MATCH = 8;
/** How far back is looked, in tokens: a file and its answer. */
const WINDOW = 4096;

export interface Draft {
  /** How many of the last tokens were found again. */
  readonly matchLength: number;
  /** What followed there. */
  readonly tokens: readonly number[];
}

/**
 * Prompt-lookup decoding (Saxena, 2023): code repeats itself and its prompt, so what followed the last
 * tokens elsewhere is a guess at what comes next, for nothing. Longest match first, then the latest.
 * Null when the last tokens are new.
 */
export function lookUp(history: readonly number[], maxTokens: number): Draft | null {
  let best = { length: 0, end: 0 };
  const lowest = Math.max(SHORTEST_MATCH, history.length - WINDOW);
  for (let end = history.length - 1; end >= lowest && best.length < LONGEST_MATCH; end -= 1) {
    const length = matchLength(history, end);
    if (length > best.length) {
      best = { length, end };
    }
  }
  if (best.length < SHORTEST_MATCH || maxTokens < 1) {
    return null;
  }
  return { matchLength: best.length, tokens: history.slice(best.end, best.end + maxTokens) };
}

/** How many tokens before `end` equal the last ones. */
function matchLength(history: readonly number[], end: number): number {
  let length = 0;
  while (length < LONGEST_MATCH && length < end && history[end - 1 - length] === history[history.length - 1 - length]) {
    length += 1;
  }
  return length;
}
