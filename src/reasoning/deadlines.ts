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
export function startDeadlines(account: BudgetAccount, clock: Clock, hasOwnTests: boolean, parent: AbortSignal): RunDeadlines {
  const remaining = remainingOf(account, clock, hasOwnTests);
  const start = (part: keyof TimeParts): Deadline => startPart(account, clock, () => remaining(part), parent);
  return { drawing: start('drawing'), confirming: start('confirming'), drawingSeconds: remaining('drawing') };
}

/** The one clock of a run in which nothing is checked at the end. */
export function startDrawingDeadline(account: BudgetAccount, clock: Clock, parent: AbortSignal): Deadline {
  const remaining = remainingOf(account, clock, false);
  return startPart(account, clock, () => remaining('confirming'), parent);
}

function startPart(account: BudgetAccount, clock: Clock, remaining: () => number, parent: AbortSignal): Deadline {
  return startDeadline(clock, { remaining, parent, canShrink: account.isPowerMeasured() });
}

/** Seconds that each part still has. Where power is measured the whole shrinks and grows with it, and the parts with the whole. */
function remainingOf(account: BudgetAccount, clock: Clock, hasOwnTests: boolean): (part: keyof TimeParts) => number {
  const startedAt = clock.seconds();
  return (part) => {
    const elapsed = clock.seconds() - startedAt;
    return timePartsOf(elapsed + account.remainingSeconds(), hasOwnTests)[part] - elapsed;
  };
}
