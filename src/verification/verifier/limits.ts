/** What time a candidate may take; `../sandbox/limits.ts` says what memory. One table, each with its reason. */
export interface VerificationLimits {
  /** One expression, or loading the candidate, in seconds; by default what `STEP_SECONDS` says of the engine. */
  readonly stepSeconds?: number;
  /** Starting a sandbox process, in seconds. Pyodide takes two when cold, several on a busy machine. */
  readonly startSeconds: number;
  /** One candidate with all its examples, in seconds: 64 honest examples end in one; a slow one must not take a run's whole time. */
  readonly candidateSeconds: number;
}

export const DEFAULT_LIMITS: VerificationLimits = { startSeconds: 30, candidateSeconds: 20 };

/** The interpreters that candidates run in. */
export type Engine = 'python' | 'javascript';

/** Honest examples take milliseconds. Pyodide is five times slower than CPython, and first imports are slow; QuickJS has neither. */
export const STEP_SECONDS: Readonly<Record<Engine, number>> = { python: 3, javascript: 2 };

/**
 * How much longer a step may take in a process of its own. A busy machine slows honest code to some
 * extent, so that a first time-out is looked at again; what does not end does not end then either.
 */
export const STEP_FACTOR_ALONE: Readonly<Record<Engine, number>> = { python: 2, javascript: 2 };

/**
 * How often a winner is run again, each time with other chance and another clock. Two dozen evenly spread
 * first random numbers meet a branch taken once in twenty; code that asks for neither needs one more run.
 */
export const CONFIRMING_ROUNDS = { usual: 1, chance: 24 } as const;

/** A round begins only with this many times the last one's seconds left: one that is cut off says nothing of the code. */
export const ROUND_RESERVE = 3;

/** Processes of one language that candidates share. Each takes up to 200 MiB, and a model is often drawing beside them. */
export const MOST_PROCESSES = 2;

/** Ways to start a sandbox, which differ in the order of sets: Python's snapshots have a fixed one each. One for those that candidates share, and two for those that confirm, in turns. */
export const STARTS: Readonly<Record<Engine, number>> = { python: 3, javascript: 1 };
