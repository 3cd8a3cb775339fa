import type { SyntaxNode } from '../syntax';

/** Comments that end where a declaration begins, with nothing between: they describe it. */
const COMMENTS_ABOVE = /(?:(?:^[ \t]*(?:#|\/\/)[^\n]*|\/\*(?:(?!\*\/)[\s\S])*\*\/[ \t]*)\n[ \t]*)+(?![\s\S])/m;

/** Longest description looked at; the search takes more than linear time on text full of comment openings. */
const MAX_COMMENT_CHARACTERS = 20_000;

/** The comments directly above what begins at `start`, line ends included; empty when there are none. */
export function commentsAbove(text: string, start: number): string {
  return COMMENTS_ABOVE.exec(text.slice(Math.max(0, start - MAX_COMMENT_CHARACTERS), start))?.[0] ?? '';
}

export function startWithComments(text: string, start: number): number {
  return start - commentsAbove(text, start).length;
}

/** A top-level statement with the comments that belong to it. Indices are those of the parsed text. */
export interface CommentedStatement {
  readonly node: SyntaxNode;
  readonly start: number;
  readonly end: number;
}

/** Each statement with the comments before it and the one behind it on its last line. Comments that nothing follows belong to none. */
export function commentedStatements(root: SyntaxNode): readonly CommentedStatement[] {
  const found: CommentedStatement[] = [];
  let start: number | null = null;
  for (const node of root.namedChildren.filter((child) => child !== null)) {
    const last = found.at(-1);
    if (node.type !== 'comment') {
      found.push({ node, start: start ?? node.startIndex, end: node.endIndex });
      start = null;
    } else if (start === null && last?.node.endPosition.row === node.startPosition.row) {
      found[found.length - 1] = { ...last, end: node.endIndex };
    } else {
      start ??= node.startIndex;
    }
  }
  return found;
}
