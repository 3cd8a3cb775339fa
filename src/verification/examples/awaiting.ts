import { visitExpression } from '../literals';
import { AWAIT } from '../sandbox/messages';
import { descendants, field, partsOf, unparenthesized, type SyntaxNode } from '../syntax';
import { isTaskName, refuse, type ReadingContext } from './context';

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
