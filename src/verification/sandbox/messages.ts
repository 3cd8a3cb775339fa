import type { CandidateProgram, CanonicalValue } from '../types';
import type { SelfReport } from './doors';

/** What one expression did. `ancestors` are the names of the exception's base classes, the nearest first. */
export type Outcome =
  /** `printed` is what was written to standard output meanwhile, from the first character to `OUTPUT_LIMITS.printed`. */
  | { readonly type: 'value'; readonly value: CanonicalValue; readonly printed?: string }
  | { readonly type: 'raised'; readonly exception: string; readonly ancestors: readonly string[]; readonly message: string }
  | { readonly type: 'missing-package'; readonly name: string }
  /** What is awaited waits for something that cannot come: nothing is left to run. */
  | { readonly type: 'unsettled' }
  /** The expression came out true or false, but by code of the candidate that decides what is right. */
  | { readonly type: 'self-judged'; readonly why: string };

/** One of several runs that differ in chance and clock. Their first random numbers are spread evenly, so that rare branches are met, too. */
export interface Variation {
  /** 1-based. */
  readonly round: number;
  readonly rounds: number;
}

/** An expression that begins with this is one call of the function, whose promise or coroutine is awaited. */
export const AWAIT = 'await ';

export interface RunRequest extends CandidateProgram {
  readonly expressions: readonly string[];
  /** Left out where one run is like another. */
  readonly variation?: Variation;
}

/**
 * `ready` comes once, before any request, with what the process found out about itself. For each request
 * `loaded` comes first: null, or why the candidate's own code failed. Then one `outcome` an
 * expression. `done` says whether the process can take another candidate.
 */
export type SandboxReply =
  | { readonly type: 'ready'; readonly self: SelfReport }
  | { readonly type: 'loaded'; readonly failure: Outcome | null }
  | { readonly type: 'outcome'; readonly index: number; readonly json: string }
  | { readonly type: 'done'; readonly isSpent: boolean };
