import type { ModelReference, Trace } from '../../app';
import type { ReasoningEvent } from '../../reasoning/events';
import { RunView } from './runView';
import type { ShownRun } from './shownRun';

/** What of a recorded run is shown. */
export interface RecordedEvents {
  readonly events: readonly ReasoningEvent[];
  /** Where they come from, in words. */
  readonly origin: string;
  /** Why they end before the run would have; null where they do not. */
  readonly end: string | null;
}

/** A run as it was recorded, or as another budget would have had it. Nothing of it goes on. */
export function recordedRun(trace: Trace, { events, origin, end }: RecordedEvents, model: ModelReference): ShownRun {
  const view = new RunView('Insert', origin);
  events.forEach((event) => view.apply(event));
  if (!view.isOver) {
    view.fail({ message: end ?? trace.failure?.message ?? 'The trace ends before the run did.', hint: trace.failure?.hint ?? null, action: null });
  }
  return { view, context: null, model, language: trace.request.task.language, ended: Promise.resolve(), stop: () => undefined, trace: () => trace };
}
