import { ReckonError } from '../../base/errors';
import { partsOf, type Syntax, type SyntaxNode } from '../syntax';

/** What may stand beside a task in words: an example, and what the file imports. */
const BESIDE_WORDS = /^(?:import|assert_statement|future_import)/;
const ASSIGNMENTS = /assignment/;

/** An expression alone is an example, a description or a word. */
function isExpression(statement: SyntaxNode): boolean {
  return statement.type === 'expression_statement' && !partsOf(statement).some(({ type }) => ASSIGNMENTS.test(type));
}

function isString(statement: SyntaxNode): boolean {
  return statement.type === 'expression_statement' && partsOf(statement).every(({ type }) => type.includes('string'));
}

/**
 * Whether a text without a function is code all the same, and no task in words.
 * @param namesFunction words in it name one, @param isCodeFile the name of its file says that it is code.
 */
export function isCodeAlone(syntax: Syntax, text: string, { namesFunction, isCodeFile }: { readonly namesFunction: boolean; readonly isCodeFile: boolean }): boolean {
  return syntax.parse(text, (root) => {
    if (root.hasError) {
      return false;
    }
    const statements = partsOf(root);
    const hasWords = namesFunction || root.namedChildren.some((node) => node?.type === 'comment') || statements.some(isString);
    return statements.some((each) => !BESIDE_WORDS.test(each.type) && !isExpression(each)) || (isCodeFile && !hasWords);
  });
}

const CLASSES = /^(?:class|decorated|export|abstract_class)/;

/** What to tell a person whose code has nothing to solve. */
export function nothingToSolve(syntax: Syntax, text: string): ReckonError {
  const hasClass = syntax.parse(text, (root) => partsOf(root).some((node) => CLASSES.test(node.type) && /\bclass\b/.test(node.text)));
  return new ReckonError('invalid-input', 'The code has no function to solve.', {
    hint: `Give a function ${hasClass ? 'outside of a class ' : ''}with a name, a description and examples, or describe in words what it should do.${hasClass ? ' Methods of classes cannot be solved yet.' : ''}`,
  });
}
