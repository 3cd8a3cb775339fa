import { isCanonicalValue, type CanonicalValue } from '../canonical';
import { loadSyntax, partsOf, type Syntax, type SyntaxNode } from '../syntax';
import type { Language } from '../types';
import { evaluatePython } from './python';
import { notLiteral, readingOf, type LiteralReading } from './reading';
import { evaluateScript } from './script';
import { pythonToScript } from './translate';

export { NotLiteral, quote, readingOf, type LiteralReading } from './reading';
export { writeValue } from './write';

/** Grammars for reading a task's text: its own, and Python's for comments that write Python values. */
export interface Grammars {
  readonly language: Language;
  readonly own: Syntax;
  readonly python: Syntax;
}

export async function loadGrammars(language: Language): Promise<Grammars> {
  const [own, python] = await Promise.all([loadSyntax(language), loadSyntax('python')]);
  return { language, own, python };
}

/**
 * Lets `visit` see the one expression that `source` consists of, or says why it does not. In
 * JavaScript the text is read as an expression even where it could begin a statement (`{a: 1}`).
 */
export function visitExpression<T>(syntax: Syntax, source: string, visit: (node: SyntaxNode) => T): T {
  const wrapped = syntax.language === 'python' ? source.trim() : `(${source}\n)`;
  return syntax.parse(wrapped, (root) => {
    const [statement, ...more] = partsOf(root);
    if (root.hasError || statement?.type !== 'expression_statement' || more.length > 0) {
      return notLiteral('it is not one expression');
    }
    const [expression, ...rest] = partsOf(statement);
    const inner = expression?.type === 'parenthesized_expression' && syntax.language !== 'python' ? partsOf(expression)[0] : expression;
    // A comma after it makes a tuple, which the grammar does not name.
    if (!inner || rest.length > 0 || statement.children.some((child) => child?.type === ',')) {
      return notLiteral('it is not one expression');
    }
    return visit(inner);
  });
}

function withinLimits(value: CanonicalValue): CanonicalValue {
  return isCanonicalValue(value) ? value : notLiteral('the value is too large');
}

/** Reads Python source without running it. */
export function readPythonLiteral(python: Syntax, source: string): LiteralReading {
  return readingOf(() => withinLimits(visitExpression(python, source, (node) => evaluatePython(node))));
}

/** Reads a value written in the task's language; in JavaScript and TypeScript also one written in Python. */
export function readLiteral(grammars: Grammars, source: string): LiteralReading {
  if (grammars.language === 'python') {
    return readPythonLiteral(grammars.python, source);
  }
  const own = readingOf(() => withinLimits(visitExpression(grammars.own, source, (node) => evaluateScript(node))));
  if (own.ok) {
    return own;
  }
  const foreign = readPythonLiteral(grammars.python, source);
  if (!foreign.ok) {
    return own;
  }
  return readingOf(() => withinLimits(pythonToScript(foreign.value)));
}
