import { visitExpression } from '../literals';
import { AWAIT } from '../sandbox/messages';
import { descendants, field, partsOf, unparenthesized, type SyntaxNode } from '../syntax';
import { isTaskName, refuse, type ReadingContext } from './context';
import { bracketEnd } from './scan';

/** What a call of the function gives: its value, a promise or coroutine of it, or values that are asked for one by one and awaited. */
export type Asynchrony = 'no' | 'awaited' | 'iterated';

/** What a text says of the function, as far as that is of interest here. */
export interface Signature {
  readonly signature: string;
  readonly returnType: string | null;
  readonly docstring: string | null;
}

const ITERATED = /\b(?:AsyncIterator|AsyncIterable|AsyncGenerator|AsyncIterableIterator)\b/;
const AWAITED = /\b(?:Promise|PromiseLike|Awaitable|Coroutine|Future|Task)\b/;
const RETURNS_PROMISE = /@returns?\s*\{\s*Promise\b/;
/** How a task in words asks for such a function. */
const WORDS = /\b(?:async|asynchronous)\s+(?:\w+\s+)?(?:function|def)\b|\bcoroutine function\b|\breturns?\s+a\s+promise\b/i;

/** Whether calls of the function are to be awaited, from its definition, or else from the words. */
export function asynchronyOf(definition: Signature | null, text: string): Asynchrony {
  if (definition === null) {
    return WORDS.test(text) ? 'awaited' : 'no';
  }
  const { signature, docstring } = definition;
  const returnType = definition.returnType ?? '';
  if (ITERATED.test(returnType) || /\basync\s+function\s*\*/.test(signature)) {
    return 'iterated';
  }
  const isAsync = /(?:^|[\s=(])async\b/.test(signature.slice(0, signature.indexOf('(') + 1));
  return isAsync || AWAITED.test(returnType.split(/[[<]/)[0] ?? '') || RETURNS_PROMISE.test(docstring ?? '') ? 'awaited' : 'no';
}

const RUNNERS = /^(?:asyncio\.run|asyncio\.get_event_loop\(\)\.run_until_complete|asyncio\.new_event_loop\(\)\.run_until_complete)(?=\()/;

/** `asyncio.run(f(1))` is the synchronous way to write `await f(1)`. */
export function withoutRunner(source: string): string {
  const start = RUNNERS.exec(source)?.[0].length ?? -1;
  return start > 0 && bracketEnd(source, start) === source.length ? AWAIT + source.slice(start + 1, -1).trim() : source;
}

const AWAITS = ['await', 'await_expression'];

/** Whether the expression's value is what one call of the function gave. Its preparation may be around it. */
function isOneCall(context: ReadingContext, node: SyntaxNode): boolean {
  const callee = field(node, 'function');
  if (callee?.type === 'identifier') {
    return isTaskName(context, callee.text);
  }
  if (callee && unparenthesized(callee).type === 'lambda') {
    const body = field(unparenthesized(callee), 'body');
    return body !== null && isOneCall(context, body);
  }
  const [tuple, index] = [field(node, 'value'), field(node, 'subscript')];
  const last = tuple?.type === 'tuple' ? partsOf(tuple).at(-1) : undefined;
  return last !== undefined && index?.text === '-1' && isOneCall(context, last);
}

/**
 * The expression as it is run: a call that is awaited begins with `await`. Within a larger expression calls are not
 * awaited: between them and the rest code of the candidate could run, and decide what the rest comes to.
 */
export function withAwait(context: ReadingContext, expression: string): string {
  if (context.asynchrony === 'no' && !/\bawait\b/.test(expression)) {
    return expression;
  }
  return visitExpression(context.grammars.own, expression, (node) => {
    const outer = unparenthesized(node);
    const isExplicit = AWAITS.includes(outer.type);
    const [operand] = isExplicit ? partsOf(outer) : [outer];
    const call = operand ? unparenthesized(operand) : outer;
    const isNested = descendants(call, AWAITS).length > 0;
    if (!isExplicit && !isNested && context.asynchrony === 'no') {
      return expression;
    }
    if (context.asynchrony === 'iterated') {
      return refuse('what an asynchronous generator gives is not read');
    }
    return !isNested && isOneCall(context, call) ? AWAIT + call.text : refuse('only a call by itself can be awaited, not one inside a larger expression');
  });
}
