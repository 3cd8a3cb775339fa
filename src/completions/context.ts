/** The text around a cursor, cut to what a small model can read in the time a person waits. */
export interface InfillContext {
  readonly prefix: string;
  readonly suffix: string;
}

/** About 500 tokens: two slow cores read them in under two seconds the first time, and from the cache after that. */
const MAX_PREFIX_CHARACTERS = 1_600;
/** The suffix follows the prefix in the prompt, so all of it is read again after every key: keep it short. */
const MAX_SUFFIX_CHARACTERS = 240;
/**
 * The prefix begins at a multiple of this many lines. Were it cut by length alone, its first token
 * would change with every key, and nothing of the cached prompt could be used again.
 */
const ANCHOR_LINES = 16;

/** Cuts the text around a cursor. Whole lines at both ends, so that a token is never cut in half. */
export function infillContext(before: string, after: string): InfillContext {
  return { prefix: anchored(withoutReturns(before)), suffix: upToLineEnd(withoutReturns(after)) };
}

/** Models were trained on, and stop at, plain line ends; the editor puts its own back. */
function withoutReturns(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function anchored(before: string): string {
  const lines = before.split('\n');
  let start = 0;
  while (lengthFrom(lines, start) > MAX_PREFIX_CHARACTERS && start + ANCHOR_LINES < lines.length) {
    start += ANCHOR_LINES;
  }
  const prefix = lines.slice(start).join('\n');
  return prefix.length <= MAX_PREFIX_CHARACTERS ? prefix : afterLineStart(prefix.slice(-MAX_PREFIX_CHARACTERS));
}

function lengthFrom(lines: readonly string[], start: number): number {
  return lines.slice(start).reduce((sum, line) => sum + line.length + 1, -1);
}

/** Without the first line, which was cut somewhere; a single endless line stays as it is. */
function afterLineStart(text: string): string {
  const lineEnd = text.indexOf('\n');
  return lineEnd < 0 ? text : text.slice(lineEnd + 1);
}

function upToLineEnd(after: string): string {
  if (after.length <= MAX_SUFFIX_CHARACTERS) {
    return after;
  }
  const cut = after.slice(0, MAX_SUFFIX_CHARACTERS);
  const lineEnd = cut.lastIndexOf('\n');
  return lineEnd < 0 ? cut : cut.slice(0, lineEnd + 1);
}
