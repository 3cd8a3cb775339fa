import { descendants, field, partsOf, type SyntaxNode } from '../../../../../src/verification/syntax';
import { replace, replaceByEach, type Edit } from './edit';

const CONDITIONED: ReadonlySet<string> = new Set(['if_statement', 'elif_clause', 'while_statement']);

/** The condition of a branch, a loop, an `a if b else c` or a comprehension. */
function conditionOf(node: SyntaxNode): SyntaxNode | null {
  if (CONDITIONED.has(node.type)) {
    return field(node, 'condition');
  }
  if (node.type === 'conditional_expression') {
    return partsOf(node)[1] ?? null;
  }
  return node.type === 'if_clause' ? (partsOf(node)[0] ?? null) : null;
}

export function negatedCondition(node: SyntaxNode): readonly Edit[] {
  const condition = conditionOf(node);
  return replace(condition, `not (${condition?.text ?? ''})`);
}

/** A branch that is never taken, or always; an alternative that is missing. */
export function droppedBranch(node: SyntaxNode): readonly Edit[] {
  if (node.type === 'else_clause' || node.type === 'elif_clause') {
    return replace(node, '');
  }
  const condition = node.type === 'while_statement' ? null : conditionOf(node);
  return replaceByEach(condition, ['False', 'True']);
}

const REMOVABLE: ReadonlySet<string> = new Set(['expression_statement', 'return_statement', 'continue_statement', 'break_statement']);

export function removedStatement(node: SyntaxNode): readonly Edit[] {
  const isOnly = node.type === 'expression_statement' && ['string', 'yield'].includes(partsOf(node)[0]?.type ?? '');
  return REMOVABLE.has(node.type) && !isOnly ? replace(node, 'pass') : [];
}

export function wrongJump(node: SyntaxNode): readonly Edit[] {
  return node.type === 'continue_statement' ? replace(node, 'break') : node.type === 'break_statement' ? replace(node, 'continue') : [];
}

/** What the function returns at its end is returned at the end of the first turn of a loop. */
export function earlyReturn(node: SyntaxNode): readonly Edit[] {
  const body = node.type === 'for_statement' || node.type === 'while_statement' ? field(node, 'body') : null;
  const last = body ? partsOf(body).at(-1) : undefined;
  const owner = enclosingFunction(node);
  const result = owner ? descendants(owner, ['return_statement']).at(-1) : undefined;
  if (!last || !result || result.startIndex < node.endIndex || last.type === 'return_statement' || last.text.includes('\n')) {
    return [];
  }
  return [{ start: last.endIndex, end: last.endIndex, text: `\n${' '.repeat(last.startPosition.column)}${result.text}` }];
}

function enclosingFunction(node: SyntaxNode): SyntaxNode | null {
  let owner = node.parent;
  while (owner && owner.type !== 'function_definition') {
    owner = owner.parent;
  }
  return owner;
}

/** A variable is taken for another of the same function. */
export function otherVariable(node: SyntaxNode): readonly Edit[] {
  const owner = node.type === 'identifier' && isRead(node) ? enclosingFunction(node) : null;
  if (owner === null) {
    return [];
  }
  const bound = variablesOf(owner);
  return bound.includes(node.text) ? replaceByEach(node, bound.filter((name) => name !== node.text).slice(0, MAX_OTHERS)) : [];
}

/** Otherwise long functions would have little else than these. */
const MAX_OTHERS = 1;
const BINDERS = ['assignment', 'augmented_assignment', 'for_statement'];

function variablesOf(owner: SyntaxNode): readonly string[] {
  const parameters = field(owner, 'parameters');
  const targets = descendants(owner, BINDERS).map((binder) => field(binder, 'left')).filter((left) => left?.type === 'identifier').map((left) => left?.text ?? '');
  const named = parameters ? descendants(parameters, ['identifier']).filter(({ parent }) => parent?.type !== 'type').map(({ text }) => text) : [];
  return [...new Set([...named, ...targets])];
}

function isRead({ parent, startIndex }: SyntaxNode): boolean {
  if (parent === null || ['parameters', 'typed_parameter', 'attribute', 'keyword_argument', 'function_definition', 'type', 'lambda_parameters', 'for_in_clause', 'pattern_list'].includes(parent.type)) {
    return false;
  }
  const isTarget = BINDERS.includes(parent.type) && field(parent, 'left')?.startIndex === startIndex;
  const isCallee = parent.type === 'call' && field(parent, 'function')?.startIndex === startIndex;
  return !isTarget && !isCallee;
}
