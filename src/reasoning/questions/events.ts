import type { SerializedError } from '../../base/errors';
import type { BudgetLimit, ComputeBudget, CostEstimate, Spent } from '../../budget';
import type { Question } from '../../prompts';
import type { RunModel, StepOutcome } from '../events';

/** How sure one may be, in words: what agreed, and never that it is right. */
export type QuestionStatus =
  /** A short answer that enough samples gave. */
  | 'agreed'
  /** Short answers that differ too much; the most frequent one is given. */
  | 'no-agreement'
  /** A short answer that one sample gave, and no other was asked. */
  | 'answered-once'
  /** A text. Nothing was compared. */
  | 'free-text'
  | 'no-answer';

export type QuestionStopReason =
  /** The leading answer would very likely stay in the lead, or cannot be overtaken any more. */
  | 'agreement'
  /** A text was wanted, and written. */
  | 'answered'
  /** What is drawn has no short answer. */
  | 'no-short-answer'
  | `budget-${BudgetLimit}`
  | 'model-failed'
  | 'cancelled';

/** One sample: a chain of thought with its answer, or a text. */
export interface DrawnAnswer {
  readonly id: string;
  readonly sampleIndex: number;
  readonly text: string;
  /** The short answer, without markup; null where there is none. */
  readonly answer: string | null;
  readonly completionTokens: number;
  readonly meanLogprob: number | null;
  readonly finishReason: 'stop' | 'length';
}

/** Samples whose answers mean the same. */
export interface AnswerGroup {
  /** As most of them write it. */
  readonly answer: string;
  /** Ids of the samples, in their order. */
  readonly sampleIds: readonly string[];
}

/** What the controller does next and why, with the numbers it looked at. */
export interface QuestionDecision {
  readonly action: 'stop' | 'sample';
  /** Samples to draw next; 0 when stopping. */
  readonly count: number;
  /** A sentence a person understands. */
  readonly reason: string;
  /** Probability that the leading answer stays in the lead, were drawing to go on; no probability that it is right. Null while there is none. */
  readonly stays: number | null;
}

/** How many of the samples that were drawn to their end gave the answer. No probability that it is right. */
export interface AgreementShare {
  readonly agreeing: number;
  readonly samples: number;
}

export interface QuestionResult {
  readonly status: QuestionStatus;
  /** The short answer or the text; null when there is none. */
  readonly answer: string | null;
  /** The samples that gave it, among all; null for a text or without an answer. */
  readonly share: AgreementShare | null;
  /** Largest first. Empty for a text. */
  readonly groups: readonly AnswerGroup[];
  readonly samples: readonly DrawnAnswer[];
  readonly stopReason: QuestionStopReason;
  /** The text ends where the budget did. */
  readonly isCutOff: boolean;
  /** What the model failed with after a sample was drawn; null when it did not. */
  readonly failure: SerializedError | null;
  /** One sentence for people. */
  readonly summary: string;
  readonly spent: Spent;
  readonly loadSeconds: number;
  readonly budget: ComputeBudget;
  readonly estimate: CostEstimate;
  readonly model: RunModel;
  /** As it was understood in the end: `form` is never `unclear` when there is an answer. */
  readonly question: Question;
}

/** Everything a watcher of a run learns, in order. */
export type QuestionEvent =
  | { readonly type: 'run-started'; readonly question: Question; readonly budget: ComputeBudget; readonly estimate: CostEstimate; readonly model: RunModel }
  | { readonly type: 'model-ready'; readonly loadSeconds: number }
  | { readonly type: 'step-started'; readonly stepId: string; readonly kind: 'fast-answer' | 'samples'; readonly title: string }
  | { readonly type: 'text-delta'; readonly stepId: string; readonly sampleIndex: number; readonly text: string }
  | { readonly type: 'answer-drawn'; readonly stepId: string; readonly answer: DrawnAnswer }
  | { readonly type: 'groups'; readonly groups: readonly AnswerGroup[]; readonly samples: number }
  | { readonly type: 'spent'; readonly spent: Spent }
  | { readonly type: 'step-finished'; readonly stepId: string; readonly outcome: StepOutcome; readonly detail: string; readonly seconds: number }
  | { readonly type: 'decision'; readonly decision: QuestionDecision }
  | { readonly type: 'run-finished'; readonly result: QuestionResult };
