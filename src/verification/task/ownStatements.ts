import { descendants, field, partsOf, type Syntax, type SyntaxNode } from '../syntax';
import { commentedStatements } from './comments';
import { outline } from './functions';
import { importWithout, isImport, isUnusedStar } from './imports';

/** A top-level statement of an answer with the comments that belong to it. */
export interface OwnStatement {
  readonly text: string;
  /** Where the statement itself begins in `text`, behind its comments. */
  readonly from: number;
  /** What stands between it and the statement before. */
  readonly gap: string;
  readonly role: 'future' | 'import' | 'asked' | 'export' | 'other';
}

const EMPTY_LINE = '\n\n';

/** Statements one after the other. */
export function textOf(statements: readonly OwnStatement[]): string {
  return statements.map(({ text, gap }, index) => (index === 0 ? text : gap + text)).join('');
}

const DEMONSTRATION = /^(?:assert\b|(?:print|console\.\w+)\s*\(|if\s*\(?\s*__name__\b)/;

/** What models show of their answer: an answer takes a function's place, and does nothing when it is loaded. */
function isDemonstration(node: SyntaxNode): boolean {
  return ['assert_statement', 'expression_statement', 'if_statement'].includes(node.type) && DEMONSTRATION.test(node.text);
}

/** `export { f };` and `export default f;`, which declare nothing themselves. */
function isSeparateExport(node: SyntaxNode): boolean {
  return node.type === 'export_statement' && field(node, 'declaration') === null && field(node, 'source') === null && descendants(node, ['function_expression', 'arrow_function', 'class']).length === 0;
}

function roleOf(node: SyntaxNode, isAsked: boolean): OwnStatement['role'] {
  if (isAsked) {
    return 'asked';
  }
  return node.type === 'future_import_statement' ? 'future' : isImport(node) ? 'import' : isSeparateExport(node) ? 'export' : 'other';
}

/** What is there beside the answer. */
interface Around {
  readonly text: string;
  readonly names: ReadonlySet<string>;
  readonly statements: ReadonlySet<string>;
}

/** The statement's text where it is the answer's own; null where the text around has it. */
function ownText(syntax: Syntax, node: SyntaxNode, rest: string, around: Around): string | null {
  if (around.statements.has(node.text)) {
    return null;
  }
  if (isImport(node)) {
    return isUnusedStar(node, rest) ? null : importWithout(node, around.names);
  }
  const isTheirs = isDemonstration(node) || [...outline(syntax, node.text).definedNames].some((name) => around.names.has(name));
  return isTheirs ? null : node.text;
}

/**
 * The statements of an answer that are its own: the function asked for, and what the task's text around it does not
 * have. What that text defines is not the answer's to define again.
 */
export function ownStatements(syntax: Syntax, code: string, aroundText: string, name: string): readonly OwnStatement[] {
  const around = {
    text: aroundText,
    names: outline(syntax, aroundText).definedNames,
    statements: new Set(syntax.parse(aroundText, (root) => partsOf(root).map(({ text }) => text))),
  };
  const asked = outline(syntax, code).functions.findLast((found) => found.name === name);
  return syntax.parse(code, (root) => {
    const own: OwnStatement[] = [];
    let keptUpTo = 0;
    for (const { node, start, end } of commentedStatements(root)) {
      const isAsked = node.startIndex === asked?.startIndex;
      const text = isAsked ? node.text : ownText(syntax, node, code.slice(0, start) + code.slice(end), around);
      if (text !== null) {
        const comments = ownComments(code.slice(start, node.startIndex), around.text);
        own.push({ text: comments + text + code.slice(node.endIndex, end), from: comments.length, gap: gapOf(code.slice(keptUpTo, start)), role: roleOf(node, isAsked) });
        keptUpTo = end;
      }
    }
    return own;
  });
}

/** Comments that the text around has, such as its heading, are no news. */
function ownComments(comments: string, around: string): string {
  return comments.trim() !== '' && around.includes(comments.trim()) ? '' : comments;
}

/** Where something was left out between two statements, an empty line takes its place. */
function gapOf(between: string): string {
  return between.trim() === '' && between.includes('\n') ? between : EMPTY_LINE;
}
