import { loadSyntax } from '../syntax';
import { chooseLanguage } from './language';
import { outline, repaired } from './functions';

/** A stretch of a text, in UTF-16 units. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * The top-level function around `offset`, comments that belong to it included, the blank lines after it counted in; null when there is none.
 * @param language one of the supported ones; what else is asked for has no functions that could be found.
 * @throws ReckonError `unsupported-language`.
 */
export async function functionAt(text: string, language: string, offset: number): Promise<TextSpan | null> {
  const syntax = await loadSyntax(chooseLanguage(text, language, undefined));
  const { functions } = outline(syntax, repaired(syntax, text));
  // Somebody who has just written a description stands on the empty line below it.
  const endOf = (endIndex: number): number => endIndex + (/^\s*/.exec(text.slice(endIndex))?.[0].length ?? 0);
  const found = functions.findLast(({ startIndex, endIndex }) => startWithComments(text, startIndex) <= offset && offset <= endOf(endIndex));
  return found ? { start: startWithComments(text, found.startIndex), end: Math.min(found.endIndex, text.length) } : null;
}

/** Comments directly above a function describe it. */
const COMMENTS_ABOVE = /(?:(?:^[ \t]*(?:#|\/\/)[^\n]*|\/\*(?:(?!\*\/)[\s\S])*\*\/[ \t]*)\n[ \t]*)+$/m;

function startWithComments(text: string, start: number): number {
  const comments = COMMENTS_ABOVE.exec(text.slice(0, start))?.[0] ?? '';
  return start - comments.length;
}
