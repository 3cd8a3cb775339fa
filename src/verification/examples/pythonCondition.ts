import { quote } from '../literals';
import { field, partsOf, unparenthesized, type SyntaxNode } from '../syntax';
import { expectValue, mentionsCall, ownExpression, refuse, type Expectation, type ReadingContext } from './context';

/** `pytest.approx(0.3)` means 0.3; floats are compared with a tolerance anyway. */
function withoutApprox(node: SyntaxNode): string {
  const inner = unparenthesized(node);
  const callee = inner.type === 'call' ? field(inner, 'function')?.text : undefined;
  const given = field(inner, 'arguments');
  const [first] = given ? partsOf(given) : [];
  return first && (callee === 'approx' || callee === 'pytest.approx') ? first.text : inner.text;
}

function expectTruthy(context: ReadingContext, source: string): Expectation {
  return { expression: ownExpression(context, source), expected: { type: 'truthy' } };
}

/** What is expected of the side of an equation that calls the function. */
export function readEquality(context: ReadingContext, whole: string, left: SyntaxNode, right: SyntaxNode): Expectation {
  const sides = mentionsCall(context, left.text) ? [left, right] as const : [right, left] as const;
  const [call, value] = sides;
  if (mentionsCall(context, value.text)) {
    return expectTruthy(context, whole);
  }
  return expectValue(context, ownExpression(context, call.text), withoutApprox(value));
}

function readComparison(context: ReadingContext, node: SyntaxNode): Expectation {
  const [left, right, ...more] = partsOf(node);
  const operators = node.children.filter((child) => child !== null && !child.isNamed).map((child) => child?.text);
  if (!left || !right) {
    return refuse('a broken comparison');
  }
  if (more.length === 0 && operators[0] === '==') {
    return readEquality(context, node.text, left, right);
  }
  if (more.length === 0 && operators[0] === 'is' && right.type === 'none') {
    return expectValue(context, ownExpression(context, left.text), 'None');
  }
  // `is True` is stricter than `== True`, so the sandbox is asked for the whole comparison.
  return expectTruthy(context, node.text);
}

/** What an asserted Python condition expects of the call inside it. */
export function readPythonCondition(context: ReadingContext, condition: SyntaxNode): Expectation {
  const node = unparenthesized(condition);
  if (!mentionsCall(context, node.text)) {
    return refuse(`${quote(node.text)} does not call ${context.functionName}`);
  }
  if (node.type === 'comparison_operator') {
    return readComparison(context, node);
  }
  const callee = node.type === 'call' ? field(node, 'function')?.text : undefined;
  const given = field(node, 'arguments');
  const [left, right] = given ? partsOf(given) : [];
  if ((callee === 'math.isclose' || callee === 'isclose') && left && right && !context.definedNames.has(callee.split('.')[0] ?? '')) {
    return readEquality(context, node.text, left, right);
  }
  return expectTruthy(context, node.text);
}

/** Reads an `assert` statement. */
export function readPythonAssert(context: ReadingContext, source: string): Expectation {
  return context.grammars.python.parse(source, (root) => {
    const [statement, ...more] = partsOf(root);
    const [condition] = statement ? partsOf(statement) : [];
    if (root.hasError || more.length > 0 || statement?.type !== 'assert_statement' || !condition) {
      return refuse('it is not one assert statement');
    }
    return readPythonCondition(context, condition);
  });
}
