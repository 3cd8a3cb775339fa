import { OUTPUT_LIMITS, floatValue, type CanonicalValue } from '../canonical';
import { field, partsOf, type SyntaxNode } from '../syntax';
import { decodeString } from './escapes';
import { arithmetic, integerValue } from './numbers';
import { dictOf, entries, items, parseFloatPayload, setOf, text } from './pythonValues';
import { notLiteral, quote } from './reading';

const GLOBALS: ReadonlyMap<string, CanonicalValue> = new Map([
  ['NaN', floatValue(Number.NaN)],
  ['Infinity', floatValue(Infinity)],
  ['undefined', ['undef']],
  ['Number.MAX_SAFE_INTEGER', floatValue(Number.MAX_SAFE_INTEGER)],
  ['Number.MIN_SAFE_INTEGER', floatValue(Number.MIN_SAFE_INTEGER)],
  ['Number.POSITIVE_INFINITY', floatValue(Infinity)],
  ['Number.NEGATIVE_INFINITY', floatValue(-Infinity)],
  ['Number.NaN', floatValue(Number.NaN)],
  ['Math.PI', floatValue(Math.PI)],
  ['Math.E', floatValue(Math.E)],
]);

const NUMBER_FUNCTIONS: ReadonlyMap<string, (...values: number[]) => number> = new Map([
  ['Math.abs', Math.abs], ['Math.max', Math.max], ['Math.min', Math.min], ['Math.round', Math.round],
  ['Math.floor', Math.floor], ['Math.ceil', Math.ceil], ['Math.sqrt', Math.sqrt], ['Math.pow', Math.pow],
]);

function numberOf(value: CanonicalValue): number {
  return value[0] === 'float' ? parseFloatPayload(text(value)) : notLiteral(`a ${value[0]} where a number is needed`);
}

function evaluateNumber(source: string): CanonicalValue {
  const digits = source.replaceAll('_', '');
  if (digits.endsWith('n')) {
    return digits.length > OUTPUT_LIMITS.digits ? notLiteral('the integer is too large') : integerValue(BigInt(digits.slice(0, -1)));
  }
  return /^0\d/.test(digits) ? notLiteral('an octal number in the old style') : floatValue(Number(digits));
}

function evaluateString(node: SyntaxNode): CanonicalValue {
  if (partsOf(node).some((part) => part.type === 'template_substitution')) {
    return notLiteral(`${quote(node.text)} has to be computed`);
  }
  return ['str', decodeString(node.text.slice(1, -1), false)];
}

function evaluateList(node: SyntaxNode, depth: number): readonly CanonicalValue[] {
  // Holes show only as commas without an element before them.
  if (/[[,]\s*,/.test(node.children.map((child) => (child?.isNamed ? 'x' : child?.text)).join(''))) {
    return notLiteral('an array with holes');
  }
  return partsOf(node).flatMap((part) => {
    const [inner] = partsOf(part);
    return part.type === 'spread_element' && inner ? iterateScript(evaluateScript(inner, depth + 1)) : [evaluateScript(part, depth + 1)];
  });
}

function iterateScript(value: CanonicalValue): readonly CanonicalValue[] {
  switch (value[0]) {
    case 'list':
    case 'set':
      return items(value);
    case 'dict':
      return entries(value).map((pair): CanonicalValue => ['list', pair]);
    case 'str':
      return [...text(value)].map((character): CanonicalValue => ['str', character]);
    default:
      return notLiteral(`a ${value[0]} cannot be iterated`);
  }
}

function pairsOf(value: CanonicalValue): readonly (readonly [CanonicalValue, CanonicalValue])[] {
  return iterateScript(value).map((pair) => {
    const [key, item] = pair[0] === 'list' ? items(pair) : [];
    return key && item ? ([key, item] as const) : notLiteral('a Map of what is not pairs');
  });
}

function evaluateKey(node: SyntaxNode, depth: number): CanonicalValue {
  if (node.type === 'computed_property_name') {
    const [inner] = partsOf(node);
    const key = inner ? evaluateScript(inner, depth + 1) : notLiteral('a broken key');
    return key[0] === 'float' ? ['str', String(numberOf(key))] : key[0] === 'str' ? key : notLiteral(`${quote(node.text)} is not a plain key`);
  }
  switch (node.type) {
    case 'property_identifier':
      return ['str', node.text];
    case 'string':
      return evaluateString(node);
    case 'number':
      return ['str', String(numberOf(evaluateNumber(node.text)))];
    default:
      return notLiteral(`${quote(node.text)} is not a plain key`);
  }
}

function evaluateObject(node: SyntaxNode, depth: number): CanonicalValue {
  const pairs = partsOf(node).map((part) => {
    const [key, value] = [field(part, 'key'), field(part, 'value')];
    return part.type === 'pair' && key && value
      ? ([evaluateKey(key, depth), evaluateScript(value, depth + 1)] as const)
      : notLiteral(`${quote(part.text)} is not a plain property`);
  });
  return dictOf(pairs, 'javascript');
}

function evaluateUnary(node: SyntaxNode, depth: number): CanonicalValue {
  const argument = field(node, 'argument');
  const value = argument ? evaluateScript(argument, depth + 1) : notLiteral('a broken expression');
  const operator = field(node, 'operator')?.text;
  if (operator === '-' && value[0] === 'int') {
    return integerValue(-BigInt(text(value)));
  }
  if (operator === '!' && value[0] === 'bool') {
    return ['bool', value[1] !== true];
  }
  if (operator === 'void') {
    return ['undef'];
  }
  return operator === '-' || operator === '+' ? floatValue(operator === '-' ? -numberOf(value) : numberOf(value)) : notLiteral(`${quote(node.text)} is not a literal`);
}

function evaluateBinary(node: SyntaxNode, depth: number): CanonicalValue {
  const [left, right] = [field(node, 'left'), field(node, 'right')];
  if (!left || !right) {
    return notLiteral('a broken expression');
  }
  const operator = field(node, 'operator')?.text ?? '';
  const [a, b] = [evaluateScript(left, depth + 1), evaluateScript(right, depth + 1)];
  if (operator === '+' && a[0] === 'str' && b[0] === 'str') {
    return ['str', text(a) + text(b)];
  }
  const [x, y] = [numberOf(a), numberOf(b)];
  if (operator === '/') {
    return floatValue(x / y);
  }
  return floatValue(operator === '%' ? x % y : Number(arithmetic(operator === '//' ? '' : operator, x, y)));
}

function evaluateCall(node: SyntaxNode, depth: number): CanonicalValue {
  const callee = (field(node, 'constructor') ?? field(node, 'function'))?.text ?? '';
  const given = field(node, 'arguments');
  const values = given ? partsOf(given).map((part) => evaluateScript(part, depth + 1)) : [];
  const [first, ...more] = values;
  const numeric = NUMBER_FUNCTIONS.get(callee);
  if (numeric) {
    return floatValue(numeric(...values.map(numberOf)));
  }
  if (more.length === 0) {
    switch (`${node.type === 'new_expression' ? 'new ' : ''}${callee}`) {
      case 'new Set':
        return setOf(first ? iterateScript(first) : [], 'javascript');
      case 'new Map':
        return dictOf(first ? pairsOf(first) : [], 'javascript');
      case 'Object.fromEntries':
        return first ? dictOf(pairsOf(first), 'javascript') : notLiteral('no entries');
      case 'Array.from':
        return first ? ['list', iterateScript(first)] : notLiteral('nothing to copy');
      case 'BigInt':
        return first?.[0] === 'float' && Number.isSafeInteger(numberOf(first)) ? integerValue(BigInt(numberOf(first))) : notLiteral('an unusual BigInt');
    }
  }
  return notLiteral(`${quote(node.text)} would have to be run`);
}

/** Evaluates an expression node of JavaScript or TypeScript. Throws `NotLiteral`; never runs anything. */
export function evaluateScript(node: SyntaxNode, depth = 0): CanonicalValue {
  if (depth > OUTPUT_LIMITS.depth) {
    return notLiteral('the value is nested too deeply');
  }
  switch (node.type) {
    case 'null':
      return ['none'];
    case 'true':
    case 'false':
      return ['bool', node.type === 'true'];
    case 'number':
      return evaluateNumber(node.text);
    case 'string':
    case 'template_string':
      return evaluateString(node);
    case 'array':
      return ['list', evaluateList(node, depth)];
    case 'object':
      return evaluateObject(node, depth);
    case 'unary_expression':
      return evaluateUnary(node, depth);
    case 'binary_expression':
      return evaluateBinary(node, depth);
    case 'call_expression':
    case 'new_expression':
      return evaluateCall(node, depth);
    case 'parenthesized_expression':
    case 'as_expression':
    case 'satisfies_expression':
    case 'non_null_expression': {
      const [inner] = partsOf(node);
      return inner ? evaluateScript(inner, depth + 1) : notLiteral('nothing in parentheses');
    }
    case 'identifier':
    case 'undefined':
    case 'member_expression':
      return GLOBALS.get(node.text) ?? notLiteral(`${quote(node.text)} is not a literal`);
    default:
      return notLiteral(`${quote(node.text)} is not a literal`);
  }
}
