import type { ReasoningEvent } from './events';

/** Raised whenever a reader of older traces would misread newer ones. */
export const TRACE_SCHEMA_VERSION = 1;

/** One run as one document: every event with its time, enough to show the run again without a model. */
export interface Trace {
  readonly schemaVersion: typeof TRACE_SCHEMA_VERSION;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly events: readonly { readonly seconds: number; readonly event: ReasoningEvent }[];
}

export class TraceRecorder {
  private readonly events: { seconds: number; event: ReasoningEvent }[] = [];
  private readonly startedAt: Date;
  private readonly startSeconds: number;

  constructor(private readonly clock: { seconds(): number; date(): Date }) {
    this.startedAt = clock.date();
    this.startSeconds = clock.seconds();
  }

  record(event: ReasoningEvent): void {
    this.events.push({ seconds: this.clock.seconds() - this.startSeconds, event });
  }

  toTrace(): Trace {
    return { schemaVersion: TRACE_SCHEMA_VERSION, startedAt: this.startedAt.toISOString(), events: [...this.events] };
  }
}
