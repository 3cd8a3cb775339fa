import { OUTPUT_LIMITS, floatValue, type CanonicalValue } from '../canonical';
import { field, partsOf, unparenthesized, type SyntaxNode } from '../syntax';
import { decodeString } from './escapes';
import { arithmetic, integerValue, numberValue } from './numbers';
import { PYTHON_BUILTINS, RANGE_CONSUMERS, rangeItems, type PythonArguments } from './pythonBuiltins';
import { asNumber, dictOf, entries, expectNumber, items, iterate, repeat, setOf, text } from './pythonValues';
import { notLiteral, quote } from './reading';

type Evaluate = (node: SyntaxNode, depth: number) => CanonicalValue;

function evaluateNumber(node: SyntaxNode): CanonicalValue {
  const source = node.text.replaceAll('_', '').toLowerCase();
  if (source.endsWith('j')) {
    return ['complex', '0', String(floatValue(Number(source.slice(0, -1)))[1])];
  }
  if (node.type === 'float') {
    return floatValue(Number(source));
  }
  return source.length > OUTPUT_LIMITS.digits ? notLiteral('the integer is too large') : integerValue(BigInt(source));
}

function evaluateString(node: SyntaxNode): CanonicalValue {
  if (node.type === 'concatenated_string') {
    return ['str', partsOf(node).map((part) => text(evaluateString(part))).join('')];
  }
  const [start, ...rest] = partsOf(node);
  const prefix = (start?.text ?? '').replace(/['"]/g, '').toLowerCase();
  // The grammar still knows the backquotes of Python 2.
  if (prefix.includes('`') || prefix.includes('b') || prefix.includes('f') || prefix.includes('t') || rest.some((part) => part.type === 'interpolation')) {
    return notLiteral(`${quote(node.text)} is not a plain string`);
  }
  const body = rest.filter((part) => part.type === 'string_content').map((part) => part.text).join('');
  return ['str', prefix.includes('r') ? body : decodeString(body, true)];
}

function elementsOf(node: SyntaxNode, evaluate: Evaluate, depth: number): readonly CanonicalValue[] {
  return partsOf(node).flatMap((part) => {
    const [inner] = partsOf(part);
    return part.type === 'list_splat' && inner ? iterate(evaluate(inner, depth + 1)) : [evaluate(part, depth + 1)];
  });
}

function evaluateDict(node: SyntaxNode, evaluate: Evaluate, depth: number): CanonicalValue {
  const pairs = partsOf(node).flatMap((part) => {
    const [key, value] = [field(part, 'key'), field(part, 'value')];
    if (key && value) {
      return [[evaluate(key, depth + 1), evaluate(value, depth + 1)] as const];
    }
    const [inner] = partsOf(part);
    const splat = inner ? evaluate(inner, depth + 1) : notLiteral('a broken dict');
    return splat[0] === 'dict' ? entries(splat) : notLiteral('a dict unpacked from something else');
  });
  return dictOf(pairs, 'python');
}

function evaluateBinary(node: SyntaxNode, evaluate: Evaluate, depth: number): CanonicalValue {
  const [left, right] = [field(node, 'left'), field(node, 'right')];
  if (!left || !right) {
    return notLiteral('a broken expression');
  }
  const operator = field(node, 'operator')?.text ?? '';
  const [a, b] = [evaluate(left, depth + 1), evaluate(right, depth + 1)];
  const [x, y] = [asNumber(a), asNumber(b)];
  if (x !== null && y !== null) {
    return numberValue(arithmetic(operator, x, y));
  }
  const isSequence = (value: CanonicalValue): boolean => ['str', 'list', 'tuple'].includes(value[0]);
  if (operator === '+' && a[0] === b[0] && isSequence(a)) {
    return a[0] === 'str' ? ['str', text(a) + text(b)] : [a[0], [...items(a), ...items(b)]];
  }
  if (operator === '*' && isSequence(a) && y !== null) {
    return repeat(a, y);
  }
  if (operator === '*' && isSequence(b) && x !== null) {
    return repeat(b, x);
  }
  return notLiteral(`${quote(node.text)} is not arithmetic on literals`);
}

function evaluateUnary(node: SyntaxNode, evaluate: Evaluate, depth: number): CanonicalValue {
  const argument = field(node, 'argument');
  const number = argument ? expectNumber(evaluate(argument, depth + 1)) : notLiteral('a broken expression');
  switch (field(node, 'operator')?.text) {
    case '-':
      return numberValue(typeof number === 'bigint' ? -number : -number);
    case '+':
      return numberValue(number);
    default:
      return typeof number === 'bigint' ? integerValue(~number) : notLiteral('~ of a float');
  }
}

function argumentsOf(node: SyntaxNode, callee: string, evaluate: Evaluate, depth: number): PythonArguments {
  const positional: CanonicalValue[] = [];
  const named = new Map<string, CanonicalValue>();
  for (const part of partsOf(node)) {
    const [name, value] = [field(part, 'name'), field(part, 'value')];
    const inner = unparenthesized(part);
    if (part.type === 'keyword_argument' && name && value) {
      named.set(name.text, evaluate(value, depth + 1));
    } else if (RANGE_CONSUMERS.has(callee) && inner.type === 'call' && field(inner, 'function')?.text === 'range') {
      const given = field(inner, 'arguments');
      positional.push(given ? rangeItems(argumentsOf(given, 'range', evaluate, depth + 1)) : notLiteral('a broken call'));
    } else {
      positional.push(evaluate(part, depth + 1));
    }
  }
  return { positional, named };
}

function evaluateCall(node: SyntaxNode, evaluate: Evaluate, depth: number): CanonicalValue {
  const [callee, given] = [field(node, 'function'), field(node, 'arguments')];
  const builtin = callee?.type === 'identifier' ? PYTHON_BUILTINS.get(callee.text) : undefined;
  if (!builtin || !callee || given?.type !== 'argument_list') {
    return notLiteral(`${quote(node.text)} would have to be run`);
  }
  return builtin(argumentsOf(given, callee.text, evaluate, depth));
}

/** People write these of other languages in descriptions of Python, where they can mean one thing only; the last two are how Python shows these floats. */
const NAMED_VALUES: ReadonlyMap<string, CanonicalValue> = new Map([
  ['true', ['bool', true]], ['false', ['bool', false]], ['null', ['none']], ['inf', ['float', 'inf']], ['nan', ['float', 'nan']],
]);

/** Evaluates a Python expression node. Throws `NotLiteral`; never runs anything. */
export function evaluatePython(node: SyntaxNode, depth = 0): CanonicalValue {
  if (depth > OUTPUT_LIMITS.depth) {
    return notLiteral('the value is nested too deeply');
  }
  switch (node.type) {
    case 'none':
      return ['none'];
    case 'true':
    case 'false':
      return ['bool', node.type === 'true'];
    case 'integer':
    case 'float':
      return evaluateNumber(node);
    case 'string':
    case 'concatenated_string':
      return evaluateString(node);
    case 'parenthesized_expression': {
      const inner = unparenthesized(node);
      return inner.type === node.type ? notLiteral(`${quote(node.text)} is not a value`) : evaluatePython(inner, depth + 1);
    }
    case 'list':
    case 'tuple':
      return [node.type, elementsOf(node, evaluatePython, depth)];
    case 'set':
      return setOf(elementsOf(node, evaluatePython, depth), 'python');
    case 'dictionary':
      return evaluateDict(node, evaluatePython, depth);
    case 'unary_operator':
      return evaluateUnary(node, evaluatePython, depth);
    case 'binary_operator':
      return evaluateBinary(node, evaluatePython, depth);
    case 'call':
      return evaluateCall(node, evaluatePython, depth);
    case 'identifier':
      return NAMED_VALUES.get(node.text) ?? notLiteral(`${quote(node.text)} is not a literal`);
    default:
      return notLiteral(`${quote(node.text)} is not a literal`);
  }
}
