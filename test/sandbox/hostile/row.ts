import type { VerdictStatus } from '../../../src/verification/types';

/** One example may take this in seconds here: most rows of `ENDS` take all of it, twice over, at two levels. */
export const EXAMPLE_SECONDS = 1;

/** What an honest candidate may take without being stopped, also on a busy machine. */
export const HONEST_SECONDS = EXAMPLE_SECONDS * 0.6;

/**
 * A candidate that means harm or does harm, for the task "`double(x)` is twice x" with the examples
 * `double(2) == 4` and `double(-1) == -2`, unless it brings its own `expressions` to be true.
 */
export interface HostileRow {
  readonly name: string;
  readonly code: string;
  /** Left out for the one of the suite. */
  readonly language?: 'typescript';
  /** What may come of it. Only a row that really answers the task may pass. */
  readonly verdict: readonly VerdictStatus[];
  /** Judged as a winner is that passed before. */
  readonly isWinner?: true;
  /** Conditions to judge instead of the task's examples. */
  readonly expressions?: readonly string[];
}

/** What a fixture may aim at: it exists on the host for the time of the tests. */
export interface Targets {
  /** A file with `secret` in it. */
  readonly canaryFile: string;
  /** A port of this machine on which nobody may call. */
  readonly port: number;
  /** Appears in the command line of any process that a fixture manages to start. */
  readonly processMark: string;
}

/** Seconds since 1970 at which candidates of the rows below begin to answer otherwise: half a day from now. */
export const TURNING_SECONDS = Math.floor(Date.now() / 1000) + 12 * 3600;
