import type { SerializedError } from '../base/errors';
import type { BudgetLevel, ComputeBudget, CostEstimate, ModelProfile } from '../budget';
import type { FinishReason, GenerateOptions, ModelInfo, Prompt, TokenScore, Usage } from '../model';
import type { EarlierRun, ReasoningEvent, StoppingRule } from '../reasoning';
import type { QuestionEvent } from '../reasoning/questions';
import type { CodeTask, OwnTestsReport, Verdict } from '../verification/types';

export const TRACE_FORMAT = 'reckon-trace';
/** Raised whenever a reader of older traces would misread newer ones. Fields and kinds of events may be added without. */
export const TRACE_SCHEMA_VERSION = 5;
/**
 * A document has the lowest version whose readers understand all of it. The newest is that of a run which goes on with an
 * earlier one; these are of one with further models, and of any other. 4 had a stopping rule that is no longer there.
 */
export const FURTHER_MODELS_SCHEMA_VERSION = 3;
export const ONE_MODEL_SCHEMA_VERSION = 2;
/** A run of 32 samples takes about half a megabyte; a longer file is no trace of a run, and reading it would only fill the memory. */
export const MAX_TRACE_BYTES = 64_000_000;

/**
 * What is written down of every run, whatever was asked. All times are seconds from the moment the recorder was made.
 * `order` counts everything that ended, one after another, so that what ended in the same instant stays in its order.
 */
export interface RecordedRun<Event> {
  /** Version of Reckon that recorded it. */
  readonly reckon: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly machine: TraceMachine;
  /** The first one. */
  readonly model: ModelInfo;
  readonly prompts: readonly TracedPrompt[];
  readonly calls: readonly TracedCall[];
  readonly events: readonly TracedEvent<Event>[];
  /** What the run failed with; null when it came to a result. */
  readonly failure: SerializedError | null;
}

/** What a watcher of any run learns. */
export type RunEvent = ReasoningEvent | QuestionEvent;

/** The run of one task as one document: enough to show it again without a model, and to replay it at another budget. */
export interface Trace extends RecordedRun<ReasoningEvent> {
  readonly format: typeof TRACE_FORMAT;
  readonly schemaVersion: typeof TRACE_SCHEMA_VERSION | typeof FURTHER_MODELS_SCHEMA_VERSION | typeof ONE_MODEL_SCHEMA_VERSION;
  readonly request: TraceRequest;
  /** Absent where the run had no other model. */
  readonly escalation?: TracedEscalation;
  readonly checks: readonly TracedCheck[];
}

export interface TraceMachine {
  readonly processor: string;
  readonly threads: number;
}

/** What was asked, and under which limits. */
export interface TraceRequest {
  readonly task: CodeTask;
  /** Position of the slider that the limits and the rule come from. */
  readonly level: BudgetLevel;
  readonly budget: ComputeBudget;
  readonly estimate: CostEstimate;
  readonly rule: StoppingRule;
  readonly seed: number;
  /** What the run was told to use; absent where it was the product's own choice. A newer Reckon may name some that this one has not. */
  readonly strategies?: readonly string[];
  /** What the run began with, where it goes on with an earlier one ("think harder"): its limits count what that took. */
  readonly previous?: EarlierRun;
}

/** What the policy knew of the models when it chose between them, and what came of those after the first. */
export interface TracedEscalation {
  readonly first: ModelProfile;
  readonly models: readonly TracedFurtherModel[];
}

export interface TracedFurtherModel {
  readonly profile: ModelProfile;
  /** Null when it never was ready. */
  readonly info: ModelInfo | null;
  /** Null when nothing was asked of it. */
  readonly load: TracedLoad | null;
}

export interface TracedLoad {
  readonly startedAt: number;
  /** Null when the run was over first. */
  readonly ended: TracedMoment | null;
  readonly error: SerializedError | null;
}

/** A prompt as it was sent; calls name it by its id. */
export interface TracedPrompt {
  readonly id: string;
  /** Tokens that it costs, template included; null when nobody counted. */
  readonly tokens: number | null;
  readonly prompt: Prompt;
  /** The further model that it was for, from 1 on; absent for the first one. */
  readonly model?: number;
}

/** When something ended, and after what. */
export interface TracedMoment {
  readonly at: number;
  readonly order: number;
}

/** One call that drew samples. */
export interface TracedCall {
  readonly prompt: string;
  /** The further model that was asked, from 1 on; absent for the first one. */
  readonly model?: number;
  readonly count: number;
  readonly options: Omit<GenerateOptions, 'abortSignal'>;
  readonly startedAt: number;
  /** When the call was told to stop; null when it was not. */
  readonly stopped: TracedMoment | null;
  /** Null when it was left before it said what it used. */
  readonly ended: TracedMoment | null;
  /** By their index; one that had not begun is missing. */
  readonly samples: readonly TracedSample[];
  /** Null when it never became known. */
  readonly usage: Usage | null;
  readonly error: SerializedError | null;
}

export interface TracedSample {
  readonly sampleIndex: number;
  /** All of it, as far as it was written. */
  readonly text: string;
  /** Null when it was cut off before it was whole; the fields below are then null, too. */
  readonly finished: (TracedMoment & { readonly reason: FinishReason }) | null;
  /** Generated tokens, stop tokens included. */
  readonly completionTokens: number | null;
  /** In nats, at temperature 1. */
  readonly meanLogprob: number | null;
  readonly meanEntropy: number | null;
  /** Of each token; null unless it was asked for and is known. */
  readonly tokenScores: readonly TokenScore[] | null;
}

interface CheckOf<Kind extends string> {
  readonly kind: Kind;
  readonly candidateId: string;
  /** Digest of everything that the check depends on. */
  readonly key: string;
  readonly startedAt: number;
  /** Null when the run did not wait for it. */
  readonly ended: TracedMoment | null;
  /** The time that it was allowed at most; null without a limit of the run. */
  readonly maxSeconds: number | null;
}

/** Something that was run of a candidate, in the order in which checks began. What it came to is null when it was stopped or failed. */
export type TracedCheck =
  | (CheckOf<'verify'> & { readonly fresh: boolean; readonly verdict: Verdict | null })
  | (CheckOf<'fingerprint'> & { readonly fresh: boolean; readonly outcomes: readonly (string | null)[] | null })
  | (CheckOf<'own-tests'> & { readonly command: string; readonly report: OwnTestsReport | null; readonly error: SerializedError | null });

/** Text deltas of one sample are one event, where the first of them was. */
export interface TracedEvent<Event> {
  readonly seconds: number;
  readonly event: Event;
}
