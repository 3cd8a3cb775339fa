import type { TracedCall, TracedCheck, TracedEscalation, TracedFurtherModel, TracedMoment, TracedPrompt } from '../document';

/** A part of a trace while it is being written. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Where the calls of a run are written down. */
export interface CallSink {
  readonly keepTokenScores: boolean;
  /** Since the recorder was made. */
  seconds(): number;
  /** The next end of something, now. */
  end(): TracedMoment;
  /** The entry of a prompt, made at its first use. */
  prompt(key: string, make: () => Omit<TracedPrompt, 'id'>): Mutable<TracedPrompt>;
  /** May still change until the document is made. */
  addCall(call: TracedCall): void;
}

/** Where what is used of a run's models and sandboxes is written down. */
export interface TraceSink extends CallSink {
  /** Called once, before the models that it has are added. */
  addEscalation(escalation: TracedEscalation): void;
  /** In their order; may still change until the document is made. */
  addFurtherModel(model: TracedFurtherModel): void;
  addCheck(check: TracedCheck): void;
}
