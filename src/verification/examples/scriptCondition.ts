import { quote } from '../literals';
import { AWAIT } from '../sandbox/messages';
import { field, partsOf, unparenthesized, type SyntaxNode } from '../syntax';
import { expectValue, literalOrNull, mentionsCall, ownExpression, refuse, type Expectation, type ReadingContext } from './context';

const EQUALITY_ASSERTS: ReadonlySet<string> = new Set([
  'assert.equal', 'assert.strictEqual', 'assert.deepEqual', 'assert.deepStrictEqual', 'assertEquals',
]);
const TRUTH_ASSERTS: ReadonlySet<string> = new Set(['assert', 'assert.ok', 'console.assert']);
const EQUALITY_MATCHERS: ReadonlySet<string> = new Set(['toBe', 'toEqual', 'toStrictEqual', 'toBeCloseTo', 'equal', 'eql']);
const SETTLING: ReadonlySet<string> = new Set(['resolves', 'rejects']);
const FIXED_MATCHERS: ReadonlyMap<string, string> = new Map([['toBeNull', 'null'], ['toBeUndefined', 'undefined'], ['toBeNaN', 'NaN']]);

function expectTruthy(context: ReadingContext, source: string): Expectation {
  return { expression: ownExpression(context, source), expected: { type: 'truthy' } };
}

function stringifiedArgument(node: SyntaxNode): SyntaxNode | null {
  const given = field(node, 'arguments');
  const [only, ...more] = given ? partsOf(given) : [];
  return field(node, 'function')?.text === 'JSON.stringify' && only && more.length === 0 ? only : null;
}

function readEquality(context: ReadingContext, left: SyntaxNode, right: SyntaxNode): Expectation {
  const [call, value] = mentionsCall(context, left.text) ? [left, right] : [right, left];
  const [innerCall, innerValue] = [stringifiedArgument(call), stringifiedArgument(value)];
  // Two texts made by JSON.stringify are compared as the values they are made from.
  if (innerCall && innerValue) {
    return readEquality(context, innerCall, innerValue);
  }
  return expectValue(context, ownExpression(context, call.text), value.text);
}

/** What an asserted condition of JavaScript expects of the call inside it. */
export function readScriptCondition(context: ReadingContext, condition: SyntaxNode): Expectation {
  const node = unparenthesized(condition);
  if (!mentionsCall(context, node.text)) {
    return refuse(`${quote(node.text)} does not call ${context.functionName}`);
  }
  const [left, right] = [field(node, 'left'), field(node, 'right')];
  const operator = field(node, 'operator')?.text;
  if (left && right && (operator === '===' || operator === '==') && !(mentionsCall(context, left.text) && mentionsCall(context, right.text))) {
    const value = mentionsCall(context, left.text) ? right : left;
    if (literalOrNull(context, value.text) !== null || stringifiedArgument(value)) {
      return readEquality(context, left, right);
    }
  }
  return expectTruthy(context, node.text);
}

/** The type of error that is expected; any, where none is named. */
function exceptionName(argument: SyntaxNode | undefined): string {
  return argument === undefined ? 'Error' : argument.type === 'identifier' ? argument.text : refuse('an expected message instead of a type');
}

/** A promise that is to be rejected, given as such or by a function without parameters. */
function raises(context: ReadingContext, promise: SyntaxNode, exception: string): Expectation {
  const body = promise.type === 'arrow_function' ? field(promise, 'body') : promise;
  const call = body?.type === 'await_expression' ? partsOf(body)[0] : body;
  return call && call.type !== 'statement_block'
    ? { expression: ownExpression(context, AWAIT + call.text), expected: { type: 'raises', exception } }
    : refuse('it is not one call that throws');
}

function readMatcher(context: ReadingContext, call: SyntaxNode, callee: SyntaxNode): Expectation {
  const object = field(callee, 'object');
  // `expect(f(1)).resolves` and `.rejects` await the promise that they are given.
  const settling = object?.type === 'member_expression' ? (field(object, 'property')?.text ?? '') : '';
  const subject = SETTLING.has(settling) && object ? field(object, 'object') : object;
  const matcher = field(callee, 'property')?.text ?? '';
  const given = field(call, 'arguments');
  const [argument] = given ? partsOf(given) : [];
  const subjectArguments = subject ? field(subject, 'arguments') : null;
  const [actual] = subjectArguments ? partsOf(subjectArguments) : [];
  if (!actual || subject?.type !== 'call_expression' || field(subject, 'function')?.text !== 'expect') {
    return refuse('it is not a plain expectation');
  }
  if (matcher === 'toThrow' || matcher === 'toThrowError') {
    const body = field(actual, 'body');
    const exception = exceptionName(argument);
    if (settling === 'rejects') {
      return raises(context, actual, exception);
    }
    return actual.type === 'arrow_function' && body && body.type !== 'statement_block'
      ? { expression: ownExpression(context, body.text), expected: { type: 'raises', exception } }
      : refuse('it is not one call that throws');
  }
  if (settling === 'rejects') {
    return refuse('what a promise is rejected with is read as a type of error only');
  }
  const awaited = settling === 'resolves' ? AWAIT : '';
  const fixed = FIXED_MATCHERS.get(matcher);
  if (fixed !== undefined) {
    return expectValue(context, ownExpression(context, awaited + actual.text), fixed);
  }
  if (EQUALITY_MATCHERS.has(matcher) && argument) {
    return settling === '' ? readEquality(context, actual, argument) : expectValue(context, ownExpression(context, awaited + actual.text), argument.text);
  }
  return matcher === 'toBeTruthy' ? expectTruthy(context, awaited + actual.text) : refuse(`the matcher ${quote(matcher)} is not read`);
}

/** Reads `console.assert(…)`, `assert.equal(…)`, `expect(…).toBe(…)` and their kin. */
export function readScriptAssert(context: ReadingContext, source: string): Expectation {
  return context.grammars.own.parse(source, (root) => {
    const [statement, ...more] = partsOf(root);
    const [written] = statement ? partsOf(statement) : [];
    const call = written?.type === 'await_expression' ? partsOf(written)[0] : written;
    const callee = call ? field(call, 'function') : null;
    const given = call ? field(call, 'arguments') : null;
    if (root.hasError || more.length > 0 || call?.type !== 'call_expression' || !callee || !given) {
      return refuse('it is not one assertion');
    }
    const [first, second] = partsOf(given);
    if (TRUTH_ASSERTS.has(callee.text) && first) {
      return readScriptCondition(context, first);
    }
    if (callee.text === 'assert.rejects' && first) {
      return raises(context, first, exceptionName(second));
    }
    if (EQUALITY_ASSERTS.has(callee.text) && first && second) {
      return readEquality(context, first, second);
    }
    return callee.type === 'member_expression' && callee.text.startsWith('expect') ? readMatcher(context, call, callee) : refuse(`${quote(callee.text)} is not read`);
  });
}
