import type { QuestionEvent } from '../../reasoning/questions';
import { failureWithoutPaths, modelWithoutPath, withoutHome } from '../privacy';
import { RunLog, type RunBeginning } from '../tracing/runLog';
import { QUESTION_TRACE_FORMAT, QUESTION_TRACE_SCHEMA_VERSION, type QuestionTrace, type QuestionTraceRequest } from './document';

interface QuestionTraceBeginning extends RunBeginning {
  readonly request: QuestionTraceRequest;
}

/** Writes the run of a question down while it goes on. */
export class QuestionTraceRecorder extends RunLog<QuestionEvent> {
  private beginning: QuestionTraceBeginning | null = null;

  /** Called once, before the run: what is known then. */
  begin(beginning: QuestionTraceBeginning): void {
    this.beginning = beginning;
  }

  /** The document as it stands; null when the run has not begun. */
  toTrace(): QuestionTrace | null {
    if (this.beginning === null) {
      return null;
    }
    const { reckon, startedAt, machine, ...recorded } = this.recorded(this.beginning, withoutPaths);
    const head = { format: QUESTION_TRACE_FORMAT, schemaVersion: QUESTION_TRACE_SCHEMA_VERSION, reckon, startedAt, machine, request: this.beginning.request } as const;
    return structuredClone({ ...head, ...recorded });
  }
}

function withoutPaths(event: QuestionEvent): QuestionEvent {
  switch (event.type) {
    case 'run-started':
      return { ...event, model: modelWithoutPath(event.model) };
    case 'step-finished':
      return { ...event, detail: withoutHome(event.detail) };
    case 'run-finished': {
      const { model, failure } = event.result;
      return { ...event, result: { ...event.result, model: modelWithoutPath(model), failure: failure && failureWithoutPaths(failure) } };
    }
    default:
      return event;
  }
}
