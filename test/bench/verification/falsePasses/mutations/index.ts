import type { Random } from '../../../../../src/base/random';
import type { Syntax, SyntaxNode } from '../../../../../src/verification/syntax';
import { changedCall, changedCallee, swappedArguments } from './calls';
import { applyEdit, type Edit, type Operator } from './edit';
import { arithmetic, comparison, constant, initialValue, logic, slice } from './expressions';
import { droppedBranch, earlyReturn, negatedCondition, otherVariable, removedStatement, wrongJump } from './statements';

/** Mistakes that people and models make, one at a time. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  'comparison swapped': comparison,
  'arithmetic swapped': arithmetic,
  'logic changed': logic,
  'constant off': constant,
  'initial value': initialValue,
  'slice widened': slice,
  'other function': changedCallee,
  'call changed': changedCall,
  'arguments swapped': swappedArguments,
  'condition negated': negatedCondition,
  'branch dropped': droppedBranch,
  'statement removed': removedStatement,
  'break for continue': wrongJump,
  'returned early': earlyReturn,
  'other variable': otherVariable,
};

export interface Mutant {
  readonly operator: string;
  readonly code: string;
}

/** Longest part of the tree that is walked: longer programs are no bodies of one function. */
const MAX_NODES = 20_000;

/**
 * All distinct programs that differ from `code` by one mistake from index `from` on, in the order of a shuffle.
 * What is no program of the grammar any more is left out; a compiler may still refuse what is here.
 */
export function mutantsOf(syntax: Syntax, code: string, from: number, random: Random): readonly Mutant[] {
  const edits = syntax.parse(code, (root) => editsOf(root, from));
  const seen = new Set([withoutBlanks(code)]);
  const mutants = edits.flatMap(({ operator, edit }): readonly Mutant[] => {
    const mutated = applyEdit(code, edit);
    const key = withoutBlanks(mutated);
    if (seen.has(key) || syntax.parse(mutated, (root) => root.hasError)) {
      return [];
    }
    seen.add(key);
    return [{ operator, code: mutated }];
  });
  return byTurns(mutants, random);
}

function editsOf(root: SyntaxNode, from: number): readonly { readonly operator: string; readonly edit: Edit }[] {
  const nodes: SyntaxNode[] = [root];
  for (let at = 0; at < nodes.length && nodes.length < MAX_NODES; at += 1) {
    nodes.push(...(nodes[at]?.children ?? []).filter((child) => child !== null));
  }
  return nodes.filter(({ startIndex }) => startIndex >= from).flatMap((node) =>
    Object.entries(OPERATORS).flatMap(([operator, mutate]) => mutate(node).map((edit) => ({ operator, edit }))));
}

function withoutBlanks(code: string): string {
  return code.replace(/\n[ \t]*(?=\n)/g, '').replace(/[ \t]+$/gm, '');
}

/** One of each operator in turn, so that none outweighs the others in what is taken from the front. */
function byTurns(mutants: readonly Mutant[], random: Random): readonly Mutant[] {
  const groups = shuffled([...new Set(mutants.map(({ operator }) => operator))], random)
    .map((operator) => shuffled(mutants.filter((mutant) => mutant.operator === operator), random));
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => groups.flatMap((group) => group.slice(turn, turn + 1))).flat();
}

/** Fisher and Yates. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = random.integer(last + 1);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
