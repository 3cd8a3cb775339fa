import { MAX_DESCRIPTION_CHARACTERS, MAX_SHOWN_CHARACTERS, MAX_VALUE_CHARACTERS } from '../limits';
import type { Definition } from '../types';
import { guessTokens } from '../tokens';
import { countsOf, namesIn, PLAIN_WORD, wordsIn } from '../words';

/** Would end the block that the context stands in, or be a control token of a model. */
const BREAKS_OUT = /```|<\|/;
/** What is called so is nobody's business, least of all a server's. */
const SECRET = /(?:key|secret|token|passw|credential|auth)/i;
/** A name counts as if it stood so often in its own definition. */
const NAME_WEIGHT = 3;
const TEXT_LITERAL = /["'`]/;

/** A definition as it is shown; null where it cannot be. */
export function definitionOf(name: string, kind: Definition['kind'], row: number, lines: readonly string[]): Definition | null {
  const text = lines.join('\n');
  if (BREAKS_OUT.test(text) || text.length > MAX_SHOWN_CHARACTERS) {
    return null;
  }
  const words = countsOf([...wordsIn(text), ...Array.from({ length: NAME_WEIGHT }, () => wordsIn(name)).flat()]);
  return { name, kind, line: row + 1, text, mentions: new Set(namesIn(text).filter((each) => each !== name && !PLAIN_WORD.test(each))), words, tokens: guessTokens(text) };
}

/** On one line, without runs of blanks. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The first sentence or line of a description, null where it says nothing. */
export function firstSentence(description: string): string | null {
  const paragraph = oneLine(description.trim().split(/\n\s*\n/)[0] ?? '');
  const sentence = /^.*?[.!?](?=\s|$)/.exec(paragraph)?.[0] ?? paragraph;
  return sentence === '' ? null : shortened(sentence, MAX_DESCRIPTION_CHARACTERS);
}

export function shortened(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters - 1).trimEnd()}…`;
}

/** A value as it is written; `...` where it is long, on several lines, or a text that may be a secret. */
export function shownValue(name: string, value: string): string {
  const isSecret = SECRET.test(name) && TEXT_LITERAL.test(value);
  return isSecret || value.includes('\n') || value.length > MAX_VALUE_CHARACTERS ? '...' : value;
}
