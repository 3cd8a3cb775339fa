import type { CanonicalValue } from '../types';

/** What one expression did. `invalid` means the candidate itself could not be loaded. */
export type Outcome =
  | { readonly type: 'value'; readonly value: CanonicalValue }
  | { readonly type: 'raised'; readonly exception: string; readonly message: string }
  | { readonly type: 'missing-package'; readonly name: string };

export interface RunRequest {
  readonly code: string;
  readonly expressions: readonly string[];
}

/** `loaded` comes first: null, or why the candidate's own code failed. Then one `outcome` an expression. */
export type SandboxReply =
  | { readonly type: 'ready' }
  | { readonly type: 'loaded'; readonly failure: Outcome | null }
  | { readonly type: 'outcome'; readonly index: number; readonly json: string }
  | { readonly type: 'done' };
