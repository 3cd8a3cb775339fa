import { loadSyntax, type Syntax } from '../syntax';
import { commentedStatements, startWithComments } from './comments';
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
  const syntax = await loadSyntax(chooseLanguage(text, { language }));
  const { functions } = outline(syntax, repaired(syntax, text));
  // Somebody who has just written a description stands on the empty line below it.
  const endOf = (endIndex: number): number => endIndex + (/^\s*/.exec(text.slice(endIndex))?.[0].length ?? 0);
  const found = functions.findLast(({ startIndex, endIndex }) => startWithComments(text, startIndex) <= offset && offset <= endOf(endIndex));
  return found ? { start: startWithComments(text, found.startIndex), end: Math.min(found.endIndex, text.length) } : null;
}

const IMPORTS: readonly string[] = ['import_statement', 'import_from_statement', 'future_import_statement'];

/**
 * Top-level import statements of a source text, as they are written.
 * @throws ReckonError `unsupported-language`.
 */
export async function importsOf(text: string, language: string): Promise<string[]> {
  const syntax = await loadSyntax(chooseLanguage(text, { language }));
  return statementsOf(syntax, text).filter(({ isImport }) => isImport).map((statement) => statement.text);
}

/**
 * Code as it is put into a text that has some of it already: without the statements that stand there
 * word for word, and without imports of names that are imported there.
 * @param replaced what it takes the place of: statements of that stay, also where the text has the same again.
 * @throws ReckonError `unsupported-language`.
 */
export async function withoutRepeated(code: string, text: string, language: string, replaced = ''): Promise<string> {
  const syntax = await loadSyntax(chooseLanguage(code, { language }));
  const present = statementsOf(syntax, text);
  const texts = new Set(present.map((statement) => statement.text));
  const imported = new Set(present.filter(({ isImport }) => isImport).flatMap((statement) => [...outline(syntax, statement.text).definedNames]));
  const kept = new Set(statementsOf(syntax, replaced).filter(({ isImport }) => !isImport).map((statement) => statement.text));
  const isRepeated = (statement: Statement): boolean => {
    const names = statement.isImport ? [...outline(syntax, statement.text).definedNames] : [];
    return (texts.has(statement.text) && !kept.has(statement.text)) || (names.length > 0 && names.every((name) => imported.has(name)));
  };
  return statementsOf(syntax, code)
    .filter(isRepeated)
    .reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end).replace(/^[ \t]*\n+/, ''), code);
}

/** A statement; its span takes in the comments that belong to it, its text does not. */
interface Statement extends TextSpan {
  readonly text: string;
  readonly isImport: boolean;
}

function statementsOf(syntax: Syntax, text: string): Statement[] {
  return syntax.parse(text, (root) => commentedStatements(root).map(({ node, start, end }) => ({
    text: node.text, start, end, isImport: IMPORTS.includes(node.type),
  })));
}
