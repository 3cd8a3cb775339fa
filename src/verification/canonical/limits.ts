/**
 * How large a canonical value may be. The sandbox cuts what is larger (`cut`), the host refuses what
 * still comes: reading, comparing and showing are recursive and must end soon on any input.
 */
export const CANONICAL_LIMITS = {
  /** Nested containers. Answers to real tasks stay under ten; the stack holds thousands. */
  depth: 64,
  /** Values in all, containers included. A million-element answer would stall the host's event loop. */
  nodes: 100_000,
  /** Characters of all payload text together. */
  characters: 4_000_000,
  /** Digits of one integer; converting between bases is quadratic. Python's own limit is 4,300. */
  digits: 4_300,
  /** Characters of what a call prints. */
  printed: 10_000,
} as const;
