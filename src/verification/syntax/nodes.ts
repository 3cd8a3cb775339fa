import type { SyntaxNode } from './grammar';

/** Named children without comments, which the grammar allows anywhere. */
export function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return node.namedChildren.filter((child) => child !== null && child.type !== 'comment') as SyntaxNode[];
}

/** Nodes of the given types in the order of the text. Iterative: hostile text nests without limit. */
export function descendants(node: SyntaxNode, types: readonly string[]): readonly SyntaxNode[] {
  return node.descendantsOfType([...types]).filter((found) => found !== null);
}

export function field(node: SyntaxNode, name: string): SyntaxNode | null {
  return node.childForFieldName(name);
}

/** The node inside any number of parentheses. */
export function unparenthesized(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.type === 'parenthesized_expression') {
    const [only, ...more] = partsOf(inner);
    if (!only || more.length > 0) {
      return inner;
    }
    inner = only;
  }
  return inner;
}
