import { AWAIT } from '../sandbox/messages';
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
