import type { TypeProblem } from '../types';

/** A program as two texts: what the task defines, seen by the other, and what is checked. */
export interface TypeCheckRequest {
  readonly language: 'typescript' | 'javascript';
  readonly given: string;
  readonly code: string;
}

export type TypeCheckReply = { readonly type: 'ready' } | { readonly type: 'checked'; readonly problems: readonly TypeProblem[] };
