/** What a candidate may take. One table, each with its reason. */
export interface VerificationLimits {
  /** One expression, or loading the candidate, in seconds. Honest examples take milliseconds; Pyodide is five times slower than CPython. */
  readonly stepSeconds: number;
  /** Starting a sandbox process, in seconds. Pyodide takes two when cold, several on a busy machine. */
  readonly startSeconds: number;
}

export const DEFAULT_LIMITS: VerificationLimits = { stepSeconds: 3, startSeconds: 30 };
