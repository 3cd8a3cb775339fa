import type { InfillContext } from './context';
import type { SuggestionShape } from './shape';

export interface RawSuggestion {
  readonly text: string;
  /** The model was cut off by the token limit, so the last line may be half a line. */
  readonly isCut: boolean;
}

/** What of a model's text is worth showing; null when nothing is. */
export function tidySuggestion(raw: RawSuggestion, { prefix, suffix }: InfillContext, { kind }: SuggestionShape): string | null {
  const whole = kind === 'block' && raw.isCut ? withoutLastLine(raw.text) : raw.text;
  const dedented = kind === 'block' ? upToDedent(whole, prefix) : whole;
  const text = withoutOverlap(dedented.trimEnd(), suffix);
  if (text.trim() === '' || repeatsNextLine(text, suffix)) {
    return null;
  }
  return text;
}

function withoutLastLine(text: string): string {
  const lineEnd = text.lastIndexOf('\n');
  return lineEnd < 0 ? text : text.slice(0, lineEnd);
}

/** A body ends where the text goes back to the left of where it began. */
function upToDedent(text: string, prefix: string): string {
  const indent = prefix.length - (prefix.lastIndexOf('\n') + 1);
  const lines = text.split('\n');
  const end = lines.findIndex((line, index) => index > 0 && line.trim() !== '' && line.length - line.trimStart().length < indent);
  return end < 0 ? text : lines.slice(0, end).join('\n');
}

/** Closers that the editor has put behind the cursor already are not suggested again. */
function withoutOverlap(text: string, suffix: string): string {
  const lineEnd = suffix.indexOf('\n');
  const behind = (lineEnd < 0 ? suffix : suffix.slice(0, lineEnd)).trimEnd();
  for (let length = Math.min(behind.length, unmatchedClosers(text)); length > 0; length -= 1) {
    if (text.endsWith(behind.slice(0, length))) {
      return text.slice(0, text.length - length);
    }
  }
  return text;
}

const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Closers that nothing in the text opened: brackets, and a quote that has no partner. */
function unmatchedClosers(text: string): number {
  const open: string[] = [];
  let unmatched = 0;
  for (const character of text) {
    if (Object.values(PAIRS).includes(character)) {
      open.push(character);
    } else if (character in PAIRS) {
      unmatched += open.at(-1) === PAIRS[character] ? (open.pop(), 0) : 1;
    }
  }
  const oddQuotes = ['"', "'", '`'].filter((quote) => text.split(quote).length % 2 === 0);
  return unmatched + oddQuotes.length;
}

function repeatsNextLine(text: string, suffix: string): boolean {
  const next = suffix.split('\n').slice(1).find((line) => line.trim() !== '');
  return next !== undefined && text.trim() === next.trim();
}
