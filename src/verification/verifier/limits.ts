/** What time a candidate may take; `../sandbox/limits.ts` says what memory. One table, each with its reason. */
export interface VerificationLimits {
  /** One expression, or loading the candidate, in seconds. Honest examples take milliseconds; Pyodide is five times slower than CPython. */
  readonly stepSeconds: number;
  /** Starting a sandbox process, in seconds. Pyodide takes two when cold, several on a busy machine. */
  readonly startSeconds: number;
  /** One candidate with all its examples, in seconds: 64 honest examples end in one; a slow one must not take a run's whole time. */
  readonly candidateSeconds: number;
}

export const DEFAULT_LIMITS: VerificationLimits = { stepSeconds: 3, startSeconds: 30, candidateSeconds: 20 };
