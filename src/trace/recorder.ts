import type { Escalation, OwnTestsJudge, ReasoningEvent } from '../reasoning';
import type { Verifier } from '../verification/types';
import { FURTHER_MODELS_SCHEMA_VERSION, ONE_MODEL_SCHEMA_VERSION, TRACE_FORMAT, TRACE_SCHEMA_VERSION, type Trace, type TracedCheck, type TracedEscalation, type TracedFurtherModel, type TraceRequest } from './document';
import { candidateWithoutPath, failureWithoutPaths, judgedWithoutPaths, modelWithoutPath, withoutHome } from './privacy';
import { TracingVerifier, tracingJudge } from './tracing/checks';
import { tracingEscalation } from './tracing/escalation';
import { RunLog, type RunBeginning } from './tracing/runLog';
import type { TraceSink } from './tracing/sink';

export interface TraceBeginning extends RunBeginning {
  readonly request: TraceRequest;
}

/** Writes the run of a task down while it goes on: beside what every run has, what was checked, and which models there were. */
export class TraceRecorder extends RunLog<ReasoningEvent> implements TraceSink {
  private readonly checks: TracedCheck[] = [];
  private beginning: TraceBeginning | null = null;
  private escalated: TracedEscalation | null = null;
  private readonly furtherModels: TracedFurtherModel[] = [];

  /** Called once, before the run: what is known then. */
  begin(beginning: TraceBeginning): void {
    this.beginning = beginning;
  }

  /** The models that the run may go on with, written down as they are used. */
  escalation(escalation: Escalation): Escalation {
    return tracingEscalation(escalation, this);
  }

  verifier(verifier: Verifier): Verifier {
    return new TracingVerifier(verifier, this);
  }

  ownTests(judge: OwnTestsJudge): OwnTestsJudge {
    return tracingJudge(judge, this);
  }

  addEscalation(escalation: TracedEscalation): void {
    this.escalated = escalation;
  }

  addFurtherModel(model: TracedFurtherModel): void {
    this.furtherModels.push(model);
  }

  private versionOf({ previous }: TraceRequest): Trace['schemaVersion'] {
    if (previous !== undefined) {
      return TRACE_SCHEMA_VERSION;
    }
    return this.escalated === null ? ONE_MODEL_SCHEMA_VERSION : FURTHER_MODELS_SCHEMA_VERSION;
  }

  addCheck(check: TracedCheck): void {
    this.checks.push(check);
  }

  /** The document as it stands; null when the run has not begun. */
  toTrace(): Trace | null {
    if (this.beginning === null) {
      return null;
    }
    const { reckon, startedAt, machine, model, prompts, calls, events, failure } = this.recorded(this.beginning, withoutPaths);
    return structuredClone({
      format: TRACE_FORMAT,
      schemaVersion: this.versionOf(this.beginning.request),
      reckon,
      startedAt,
      machine,
      request: requestWithoutPaths(this.beginning.request),
      model,
      ...(this.escalated === null ? {} : { escalation: { ...this.escalated, models: this.furtherModels.map(furtherWithoutPaths) } }),
      prompts,
      calls,
      checks: this.checks.map(checkWithoutPaths),
      events,
      failure,
    });
  }
}

function requestWithoutPaths({ previous, ...request }: TraceRequest): TraceRequest {
  return previous === undefined ? request : { ...request, previous: { ...previous, candidates: previous.candidates.map(judgedWithoutPaths) } };
}

function furtherWithoutPaths({ load, ...model }: TracedFurtherModel): TracedFurtherModel {
  return { ...model, load: load && { ...load, error: load.error && failureWithoutPaths(load.error) } };
}

function checkWithoutPaths(check: TracedCheck): TracedCheck {
  return check.kind === 'own-tests' ? { ...check, error: check.error && failureWithoutPaths(check.error) } : check;
}

function withoutPaths(event: ReasoningEvent): ReasoningEvent {
  switch (event.type) {
    case 'run-started':
      return { ...event, model: modelWithoutPath(event.model) };
    case 'candidate-drawn':
      return { ...event, candidate: candidateWithoutPath(event.candidate) };
    case 'step-finished':
      return { ...event, detail: withoutHome(event.detail) };
    case 'run-finished': {
      const { model, failure, further, candidates } = event.result;
      const others = further?.map((each) => ({ ...each, failure: each.failure && failureWithoutPaths(each.failure) }));
      return { ...event, result: { ...event.result, candidates: candidates.map(judgedWithoutPaths), model: modelWithoutPath(model), failure: failure && failureWithoutPaths(failure), ...(others ? { further: others } : {}) } };
    }
    default:
      return event;
  }
}
