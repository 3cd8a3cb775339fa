import type { Clock } from '../base/clock';
import { ReckonError } from '../base/errors';

/** A signal that aborts after `seconds` or with `parent`; `release` must be called when the work is done. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** True once time, not the parent, ended it. */
  expired(): boolean;
  release(): void;
}

export function startDeadline(clock: Clock, seconds: number, parent?: AbortSignal): Deadline {
  const controller = new AbortController();
  let timedOut = false;
  const cancel = Number.isFinite(seconds)
    ? clock.schedule(seconds, () => {
        timedOut = true;
        controller.abort(new ReckonError('cancelled', 'The time budget is used up.'));
      })
    : () => undefined;
  const onParentAbort = (): void => controller.abort(parent?.reason);
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
