import { field, partsOf, type SyntaxNode } from '../../../../../src/verification/syntax';
import { replace, replaceByEach, type Edit } from './edit';

type Alternatives = Readonly<Record<string, readonly string[]>>;

const COMPARISONS: Alternatives = {
  '<': ['<=', '>'], '<=': ['<', '>='], '>': ['>=', '<'], '>=': ['>', '<='], '==': ['!='], '!=': ['=='], in: ['not in'], 'not in': ['in'], is: ['is not'], 'is not': ['is'],
};
const ARITHMETIC: Alternatives = {
  '+': ['-'], '-': ['+'], '*': ['+', '//'], '/': ['*', '//'], '//': ['/', '%'], '%': ['//'], '**': ['*'], '&': ['|'], '|': ['&'], '^': ['&'], '<<': ['>>'], '>>': ['<<'],
};
const AUGMENTED: Alternatives = { '+=': ['-=', '='], '-=': ['+='], '*=': ['+='], '//=': ['-='], '/=': ['*='], '%=': ['//='] };

export function comparison(node: SyntaxNode): readonly Edit[] {
  if (node.type !== 'comparison_operator') {
    return [];
  }
  return node.children.flatMap((child) => (child === null || child.isNamed ? [] : replaceByEach(child, COMPARISONS[child.text])));
}

export function arithmetic(node: SyntaxNode): readonly Edit[] {
  const operator = field(node, 'operator');
  switch (node.type) {
    case 'binary_operator':
      return replaceByEach(operator, ARITHMETIC[operator?.text ?? '']);
    case 'augmented_assignment':
      return replaceByEach(operator, AUGMENTED[operator?.text ?? '']);
    default:
      return [];
  }
}

export function logic(node: SyntaxNode): readonly Edit[] {
  const operator = field(node, 'operator');
  switch (node.type) {
    case 'boolean_operator':
      return replaceByEach(operator, operator?.text === 'and' ? ['or'] : ['and']);
    case 'not_operator':
      return replace(node, field(node, 'argument')?.text ?? node.text);
    case 'unary_operator':
      // A negative constant is another constant.
      return operator?.text === '-' ? replace(node, field(node, 'argument')?.text ?? node.text) : [];
    default:
      return [];
  }
}

/** Constants are off by one, texts are empty or have a blank too many, truth is turned round. */
export function constant(node: SyntaxNode): readonly Edit[] {
  switch (node.type) {
    case 'integer':
      return /^\d+$/.test(node.text) ? replaceByEach(node, [String(BigInt(node.text) + 1n), `(${BigInt(node.text) - 1n})`]) : [];
    case 'float':
      return replaceByEach(node, [`(${node.text} + 1)`, `(${node.text} / 2)`]);
    case 'true':
      return replace(node, 'False');
    case 'false':
      return replace(node, 'True');
    case 'string':
      return node.parent?.type === 'expression_statement' || node.parent?.type === 'concatenated_string' ? [] : replaceByEach(node, /^(?:''|"")$/.test(node.text) ? ["' '"] : ["''"]);
    default:
      return [];
  }
}

/** A variable begins with another value than it should. */
export function initialValue(node: SyntaxNode): readonly Edit[] {
  const right = node.type === 'assignment' ? field(node, 'right') : null;
  switch (right?.type) {
    case 'list':
      return replace(right, partsOf(right).length === 0 ? '[0]' : '[]');
    case 'dictionary':
      return partsOf(right).length === 0 ? [] : replace(right, '{}');
    case 'none':
      return replace(right, '0');
    case 'identifier':
    case 'subscript':
    case 'call':
      return replace(right, 'None');
    default:
      return [];
  }
}

/** A slice loses one of its bounds, or its step. */
export function slice(node: SyntaxNode): readonly Edit[] {
  return node.type === 'slice' ? partsOf(node).flatMap((part) => replace(part, '')) : [];
}
