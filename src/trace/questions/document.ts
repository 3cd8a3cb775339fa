import type { BudgetLevel, ComputeBudget, CostEstimate } from '../../budget';
import type { Question } from '../../prompts';
import type { AgreementRule, QuestionEvent } from '../../reasoning/questions';
import type { RecordedRun } from '../document';

export const QUESTION_TRACE_FORMAT = 'reckon-question-trace';
/** Raised whenever a reader of older traces would misread newer ones. Fields and kinds of events may be added without. */
export const QUESTION_TRACE_SCHEMA_VERSION = 1;

/** The run of one question as one document, as `Trace` is that of a task. Nothing was executed, so that it has no checks. */
export interface QuestionTrace extends RecordedRun<QuestionEvent> {
  readonly format: typeof QUESTION_TRACE_FORMAT;
  readonly schemaVersion: typeof QUESTION_TRACE_SCHEMA_VERSION;
  readonly request: QuestionTraceRequest;
}

/** What was asked, and under which limits. */
export interface QuestionTraceRequest {
  readonly question: Question;
  /** Position of the slider that the limits and the rule come from. */
  readonly level: BudgetLevel;
  readonly budget: ComputeBudget;
  readonly estimate: CostEstimate;
  readonly rule: AgreementRule;
  readonly seed: number;
}
