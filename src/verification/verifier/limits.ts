/** The interpreters that candidates run in. */
export type Engine = 'python' | 'javascript';

/**
 * How much longer a step may take in a process of its own. A busy machine slows honest code to some
 * extent, so that a first time-out is looked at again; what does not end does not end then either.
 */
export const STEP_FACTOR_ALONE = 2;

/**
 * How often a winner is run again, each time with other chance and another clock. Two dozen evenly spread
 * first random numbers meet a branch taken once in twenty; code that asks for neither needs one more run.
 */
export const CONFIRMING_ROUNDS = { usual: 1, chance: 24 } as const;

/** Processes of one language that candidates share. Each takes up to 200 MiB, and a model is often drawing beside them. */
export const MOST_PROCESSES = 2;

/** Ways to start a sandbox, which differ in the order of sets: Python's snapshots have a fixed one each. One for those that candidates share, and two for those that confirm, in turns. */
export const STARTS: Readonly<Record<Engine, number>> = { python: 3, javascript: 1 };
