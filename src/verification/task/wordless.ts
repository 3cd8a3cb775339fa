import { descendants, field, partsOf, type Syntax, type SyntaxNode } from '../syntax';

/** A stretch of a text and what takes its place. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Tests by their names, and what makes them tests. */
const TEST_NAME = /^(?:test|check)/i;
const ASSERTION = /\bassert|\bexpect\s*\(/i;

function replace(node: SyntaxNode, text: string): Edit {
  return { start: node.startIndex, end: node.endIndex, text };
}

/** Strings that stand alone are descriptions. Empty ones may stand wherever they stood, also before `from __future__`. */
function docstringEdits(root: SyntaxNode): readonly Edit[] {
  return descendants(root, ['expression_statement']).flatMap((statement) => {
    const [only, ...more] = partsOf(statement);
    const isText = only !== undefined && more.length === 0 && (only.type === 'string' || only.type === 'concatenated_string');
    return isText && descendants(only, ['interpolation']).length === 0 ? [replace(only, '""')] : [];
  });
}

/** In JavaScript a function shows its comments to whoever asks for its text; a line end in one may end a statement. */
function commentEdits(root: SyntaxNode, isPython: boolean): readonly Edit[] {
  return descendants(root, ['comment']).map((comment) => replace(comment, isPython ? '' : comment.text.includes('\n') ? '\n' : ' '));
}

/** The person's own tests of the function: they state what it should return. */
function testEdits(root: SyntaxNode, functionName: string | null, isPython: boolean): readonly Edit[] {
  return partsOf(root).flatMap((statement) => {
    const definition = field(statement, 'definition') ?? field(statement, 'declaration') ?? statement;
    const name = field(definition, 'name')?.text ?? '';
    const isTest = name !== functionName && TEST_NAME.test(name) && ASSERTION.test(statement.text);
    const callsIt = functionName !== null && descendants(statement, ['identifier']).some(({ text }) => text === functionName);
    return isTest && callsIt ? [replace(statement, isPython ? 'pass' : '')] : [];
  });
}

/** Edits inside another one go with it. */
function apply(text: string, edits: readonly Edit[]): string {
  let rest = '';
  let end = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (edit.start >= end) {
      rest += text.slice(end, edit.start) + edit.text;
      end = edit.end;
    }
  }
  return rest + text.slice(end);
}

/**
 * The code without descriptions, comments and tests of the function: they say what it should return,
 * which is no business of the program that is judged. Unchanged when it does not parse.
 */
export function wordless(syntax: Syntax, code: string, functionName: string | null): string {
  const isPython = syntax.language === 'python';
  const edited = syntax.parse(code, (root) => (root.hasError
    ? code
    : apply(code, [...(isPython ? docstringEdits(root) : []), ...commentEdits(root, isPython), ...testEdits(root, functionName, isPython)])));
  return syntax.parse(edited, (root) => root.hasError) ? code : edited;
}
