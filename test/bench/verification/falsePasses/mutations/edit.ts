import type { SyntaxNode } from '../../../../../src/verification/syntax';

/** A change of one place of a program. Indices are those of its text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What one kind of mistake does at a node: nothing, or one or several ways to make it there. */
export type Operator = (node: SyntaxNode) => readonly Edit[];

export function replace(node: SyntaxNode | null, text: string): readonly Edit[] {
  return node === null ? [] : [{ start: node.startIndex, end: node.endIndex, text }];
}

/** Each of `texts` in the place of `node`. */
export function replaceByEach(node: SyntaxNode | null, texts: readonly string[] | undefined): readonly Edit[] {
  return (texts ?? []).flatMap((text) => replace(node, text));
}

export function applyEdit(text: string, { start, end, text: replacement }: Edit): string {
  return text.slice(0, start) + replacement + text.slice(end);
}
