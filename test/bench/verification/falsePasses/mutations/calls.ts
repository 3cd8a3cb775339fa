import { field, partsOf, type SyntaxNode } from '../../../../../src/verification/syntax';
import { replace, replaceByEach, type Edit } from './edit';

/** What is easily taken for each other. */
const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  min: ['max'], max: ['min'], any: ['all'], all: ['any'], sum: ['max', 'len'], sorted: ['list'], round: ['int'], int: ['round'], abs: ['int'], set: ['list'], reversed: ['list'], enumerate: ['list'], ord: ['len'], float: ['int'],
};
const METHODS: Readonly<Record<string, readonly string[]>> = {
  lower: ['upper'], upper: ['lower'], isupper: ['islower'], islower: ['isupper'], isdigit: ['isalpha'], isalpha: ['isdigit', 'isalnum'], startswith: ['endswith'], endswith: ['startswith'], append: ['extend'], find: ['rfind'], index: ['count'], count: ['index'], keys: ['values'], values: ['keys'], strip: ['lstrip'], lstrip: ['rstrip'], rstrip: ['lstrip'],
};

export function changedCallee(node: SyntaxNode): readonly Edit[] {
  const callee = node.type === 'call' ? field(node, 'function') : null;
  if (callee?.type === 'identifier') {
    return replaceByEach(callee, FUNCTIONS[callee.text]);
  }
  const method = callee?.type === 'attribute' ? field(callee, 'attribute') : null;
  return replaceByEach(method, METHODS[method?.text ?? '']);
}

/** `len(x)` is one too small, `range(n)` begins or ends one too late, an order is turned round, a call is left out. */
export function changedCall(node: SyntaxNode): readonly Edit[] {
  const [callee, given] = node.type === 'call' ? [field(node, 'function'), field(node, 'arguments')] : [null, null];
  if (callee?.type !== 'identifier' || given?.type !== 'argument_list') {
    return [];
  }
  const parts = partsOf(given);
  const [first, second] = parts;
  switch (callee.text) {
    case 'len':
      return replaceByEach(node, [`(${node.text} - 1)`]);
    case 'range':
      return second === undefined && first ? replaceByEach(given, [`(1, ${first.text})`, `(${first.text} + 1)`, `(${first.text} - 1)`]) : replaceByEach(second ?? null, [`${second?.text ?? ''} + 1`, `${second?.text ?? ''} - 1`]);
    case 'sorted':
      return parts.some(({ text }) => text.startsWith('reverse')) ? [] : replaceByEach(given, [`${given.text.slice(0, -1)}, reverse=True)`]);
    case 'abs':
    case 'str':
    case 'int':
    case 'list':
    case 'set':
    case 'round':
      return first && parts.length === 1 && first.type !== 'generator_expression' ? replace(node, `(${first.text})`) : [];
    default:
      return [];
  }
}

/** Two neighbouring arguments change places; a named one is forgotten. */
export function swappedArguments(node: SyntaxNode): readonly Edit[] {
  if (node.type !== 'argument_list') {
    return [];
  }
  const parts = partsOf(node);
  const swapped = parts.slice(1).flatMap((second, index) => {
    const first = parts[index];
    const isPlain = first && first.type !== 'keyword_argument' && second.type !== 'keyword_argument' && first.text !== second.text;
    return isPlain ? [{ start: first.startIndex, end: second.endIndex, text: `${second.text}, ${first.text}` }] : [];
  });
  const last = parts.at(-1);
  const before = parts.at(-2);
  const forgotten = last?.type === 'keyword_argument' && before ? [{ start: before.endIndex, end: last.endIndex, text: '' }] : [];
  return [...swapped, ...forgotten];
}
