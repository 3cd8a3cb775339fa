import type { ReasoningResult } from '../reasoning';
import type { QuestionResult } from '../reasoning/questions';
import type { RecordedRun, RunEvent, Trace } from './document';
import type { QuestionTrace } from './questions/document';

/** What a recorded run came to; null where it came to nothing. */
export function resultOf(trace: Pick<Trace, 'events'>): ReasoningResult | null;
export function resultOf(trace: Pick<QuestionTrace, 'events'>): QuestionResult | null;
export function resultOf({ events }: Pick<RecordedRun<RunEvent>, 'events'>): ReasoningResult | QuestionResult | null {
  const last = events.findLast(({ event }) => event.type === 'run-finished')?.event;
  return last?.type === 'run-finished' ? last.result : null;
}
