import type { Clock } from '../base/clock';
import { ReckonError } from '../base/errors';

/** A signal that aborts when nothing is left or with its parent; `release` must be called when the work is done. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** True once the budget, not the parent, ended it. */
  expired(): boolean;
  release(): void;
}

export interface DeadlineOptions {
  /** Seconds that are left. Asked at once, and again when so many have passed. */
  remaining(): number;
  /** What is left can shrink faster than time passes, as energy does, and is asked more often. Default: false. */
  readonly canShrink?: boolean;
  readonly parent?: AbortSignal;
}

/** Timers may fire so early, in seconds. */
const EARLY_SECONDS = 0.001;
/**
 * What can shrink is looked at so often, in seconds (at 60 watts 15 joules, and reading a counter takes less than a
 * millisecond), and before a quarter of what seems to be left has passed: it may go four times as fast.
 */
const LOOK = { seconds: 0.25, share: 0.25, least: 0.01 } as const;

export function startDeadline(clock: Clock, { remaining, canShrink = false, parent }: DeadlineOptions): Deadline {
  const controller = new AbortController();
  let timedOut = false;
  let cancel = (): void => undefined;
  const look = (): void => {
    const left = remaining();
    if (left > EARLY_SECONDS) {
      arm(left);
      return;
    }
    timedOut = true;
    controller.abort(new ReckonError('cancelled', 'The budget of time or energy is used up.'));
  };
  const arm = (left: number): void => {
    const seconds = canShrink ? Math.min(left, Math.max(LOOK.least, Math.min(LOOK.seconds, left * LOOK.share))) : left;
    if (Number.isFinite(seconds)) {
      cancel = clock.schedule(seconds, look);
    }
  };
  const onParentAbort = (): void => controller.abort(parent?.reason);
  arm(Math.max(0, remaining()));
  if (parent?.aborted) {
    onParentAbort();
  }
  parent?.addEventListener('abort', onParentAbort, { once: true });
  return {
    signal: controller.signal,
    expired: () => timedOut,
    release: () => {
      cancel();
      parent?.removeEventListener('abort', onParentAbort);
    },
  };
}
