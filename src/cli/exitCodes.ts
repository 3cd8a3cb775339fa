/** What a shell sees. */
export const EXIT = {
  /** Verified, agreed on, passed or done. */
  ok: 0,
  /** Bad input or a failure. */
  error: 1,
  /** An answer that is not verified or not agreed on, no answer, or a candidate that did not pass. */
  unverified: 2,
  /** Ended by Ctrl-C (128 + SIGINT). */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
