import { quote } from '../literals';
import { field, partsOf, type SyntaxNode } from '../syntax';
import { expectValue, ownExpression, refuse, type Expectation, type ReadingContext } from './context';
import { readEquality, readPythonCondition } from './pythonCondition';

/** `with pytest.raises(ValueError):` and its kin in unittest. */
const RAISING: ReadonlySet<string> = new Set(['pytest.raises', 'raises', 'self.assertRaises', 'self.assertRaisesRegex']);
const EQUAL: ReadonlySet<string> = new Set(['assertEqual', 'assertAlmostEqual', 'assertListEqual', 'assertTupleEqual', 'assertDictEqual', 'assertSetEqual']);

/** The type of an exception, from the first argument of what expects it. */
function exceptionName(call: SyntaxNode): string {
  const given = field(call, 'arguments');
  const [type] = given ? partsOf(given) : [];
  return type?.type === 'identifier' || type?.type === 'attribute'
    ? (type.text.split('.').at(-1) ?? '')
    : refuse('it does not name one type of exception');
}

function raises(context: ReadingContext, source: string, exception: string): Expectation {
  return { expression: ownExpression(context, source), expected: { type: 'raises', exception } };
}

/** Reads `with pytest.raises(ValueError): f(-1)`. */
export function readPythonRaises(context: ReadingContext, source: string): Expectation {
  return context.grammars.python.parse(source, (root) => {
    const [statement, ...more] = partsOf(root);
    const [item, ...items] = statement?.descendantsOfType('with_item').filter((found) => found !== null) ?? [];
    const value = item ? field(item, 'value') : null;
    const call = value?.type === 'as_pattern' ? partsOf(value)[0] : value;
    const [only, ...rest] = statement ? partsOf(field(statement, 'body') ?? statement) : [];
    const [expression] = only ? partsOf(only) : [];
    if (root.hasError || more.length > 0 || statement?.type !== 'with_statement' || items.length > 0 || call?.type !== 'call') {
      return refuse('it is not one statement that expects an exception');
    }
    if (!RAISING.has(field(call, 'function')?.text ?? '')) {
      return refuse('it does not expect an exception');
    }
    if (only?.type !== 'expression_statement' || !expression || rest.length > 0) {
      return refuse('its body is not one expression');
    }
    const raising = expression.type === 'assignment' ? field(expression, 'right') : expression;
    return raises(context, raising?.text ?? '', exceptionName(call));
  });
}

/** `self.assertRaises(ValueError, f, -1)`. */
function readRaisingCall(context: ReadingContext, call: SyntaxNode, given: readonly SyntaxNode[]): Expectation {
  const [, callee, ...rest] = given;
  return callee?.type === 'lambda'
    ? raises(context, field(callee, 'body')?.text ?? '', exceptionName(call))
    : raises(context, `${callee?.text ?? ''}(${rest.map((node) => node.text).join(', ')})`, exceptionName(call));
}

/** Reads `self.assertEqual(f(1), 2)` and its kin. */
export function readUnittestAssert(context: ReadingContext, source: string): Expectation {
  return context.grammars.python.parse(source, (root) => {
    const [statement, ...more] = partsOf(root);
    const [call] = statement ? partsOf(statement) : [];
    const method = call ? (/^self\.(assert\w+)$/.exec(field(call, 'function')?.text ?? '')?.[1] ?? '') : '';
    const list = call ? field(call, 'arguments') : null;
    const given = list ? partsOf(list) : [];
    const [first, second] = given;
    if (root.hasError || more.length > 0 || call?.type !== 'call' || !first) {
      return refuse('it is not one assertion');
    }
    if (EQUAL.has(method) && second) {
      return readEquality(context, `${first.text} == ${second.text}`, first, second);
    }
    switch (method) {
      case 'assertTrue':
        return readPythonCondition(context, first);
      case 'assertFalse':
        return { expression: ownExpression(context, `not (${first.text})`), expected: { type: 'truthy' } };
      case 'assertIsNone':
        return expectValue(context, ownExpression(context, first.text), 'None');
      case 'assertIn':
        return { expression: ownExpression(context, `(${first.text}) in (${second?.text ?? ''})`), expected: { type: 'truthy' } };
      case 'assertRaises':
        return readRaisingCall(context, call, given);
      default:
        return refuse(`${quote(method)} is not read`);
    }
  });
}
