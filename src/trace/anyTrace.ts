import type { Trace } from './document';
import { QUESTION_TRACE_FORMAT, type QuestionTrace } from './questions/document';

/** A recorded run, of a task or of a question. */
export type AnyTrace = Trace | QuestionTrace;

export function isQuestionTrace(trace: AnyTrace): trace is QuestionTrace {
  return trace.format === QUESTION_TRACE_FORMAT;
}
