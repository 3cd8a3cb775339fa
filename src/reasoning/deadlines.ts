import { startDeadline, type BudgetAccount, type Deadline } from '../budget';
import type { Clock } from '../base/clock';

/** Kept back from a time budget so that stopping itself stays inside it: one prefill chunk and a process kill. */
const STOPPING = { seconds: 0.4, share: 0.1 } as const;
/** Kept back so that the winner can be checked again in a fresh process: a cold sandbox takes about two seconds. */
const CONFIRMING = { seconds: 2.5, share: 0.2 } as const;
/** Kept back as well where the person's own tests judge: nobody knows before how long they take, and drawing needs the larger part. */
const OWN_TESTS_SHARE = 0.4;

/** Parts of a time budget, in seconds from its start; infinite without a limit. */
export interface TimeParts {
  /** When drawing and checking what was drawn has to end. */
  readonly drawing: number;
  /** When the last check has to end. */
  readonly confirming: number;
}

/** How a time budget of `total` seconds is divided. */
export function timePartsOf(total: number, hasOwnTests: boolean): TimeParts {
  const keep = ({ seconds, share }: { seconds: number; share: number }): number => Math.min(seconds, total * share);
  const end = total - keep(STOPPING);
  const forTests = hasOwnTests && Number.isFinite(total) ? total * OWN_TESTS_SHARE : 0;
  return { drawing: end - keep(CONFIRMING) - forTests, confirming: end };
}

export interface RunDeadlines {
  readonly drawing: Deadline;
  readonly confirming: Deadline;
  /** Seconds that drawing had when they were started. */
  readonly drawingSeconds: number;
}

/** Starts both clocks of a run; each has to be released. */
export function startDeadlines(account: BudgetAccount, clock: Clock, hasOwnTests: boolean, signal: AbortSignal): RunDeadlines {
  const { drawing, confirming } = timePartsOf(account.remainingSeconds(), hasOwnTests);
  return { drawing: startDeadline(clock, drawing, signal), confirming: startDeadline(clock, confirming, signal), drawingSeconds: drawing };
}
