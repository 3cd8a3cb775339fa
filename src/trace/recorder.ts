import { homedir } from 'node:os';
import { basename, isAbsolute } from 'node:path';
import { serializeError, type SerializedError } from '../base/errors';
import type { LanguageModel, ModelInfo } from '../model';
import type { Escalation, OwnTestsJudge, ReasoningEvent } from '../reasoning';
import type { Verifier } from '../verification/types';
import { ONE_MODEL_SCHEMA_VERSION, TRACE_FORMAT, TRACE_SCHEMA_VERSION, type Trace, type TracedCall, type TracedCheck, type TracedEscalation, type TracedEvent, type TracedFurtherModel, type TracedMoment, type TracedPrompt, type TraceMachine, type TraceRequest } from './document';
import { tracingEscalation } from './tracing/escalation';
import { TracingModel } from './tracing/model';
import { TracingVerifier, tracingJudge } from './tracing/checks';
import type { Mutable, TraceSink } from './tracing/sink';

export interface TraceRecorderOptions {
  readonly clock: { seconds(): number; date(): Date };
  /** Keep the score of each token: about forty bytes a token. Default: only their mean. */
  readonly keepTokenScores?: boolean;
}

export interface TraceBeginning {
  readonly reckon: string;
  readonly machine: TraceMachine;
  readonly request: TraceRequest;
  readonly model: ModelInfo;
}

/** Writes one run down while it goes on: what the model was asked and answered, what was checked, and what was said of it. */
export class TraceRecorder implements TraceSink {
  private readonly events: Mutable<TracedEvent>[] = [];
  private readonly prompts = new Map<string, Mutable<TracedPrompt>>();
  private readonly calls: TracedCall[] = [];
  private readonly checks: TracedCheck[] = [];
  private readonly texts = new Map<string, Extract<ReasoningEvent, { type: 'text-delta' }> & { text: string }>();
  private readonly startedAt: Date;
  private readonly startSeconds: number;
  private beginning: TraceBeginning | null = null;
  private escalated: TracedEscalation | null = null;
  private readonly furtherModels: TracedFurtherModel[] = [];
  private failure: SerializedError | null = null;
  private endings = 0;

  constructor(private readonly options: TraceRecorderOptions) {
    this.startedAt = options.clock.date();
    this.startSeconds = options.clock.seconds();
  }

  get keepTokenScores(): boolean {
    return this.options.keepTokenScores === true;
  }

  /** Called once, before the run: what is known then. */
  begin(beginning: TraceBeginning): void {
    this.beginning = beginning;
  }

  /** The model of the run, written down as it is used. */
  model(model: LanguageModel): LanguageModel {
    return new TracingModel(model, this);
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

  record(event: ReasoningEvent): void {
    if (event.type !== 'text-delta') {
      this.events.push({ seconds: this.seconds(), event });
      return;
    }
    const place = `${event.stepId} ${event.sampleIndex}`;
    const before = this.texts.get(place);
    if (before) {
      before.text += event.text;
    } else {
      const first = { ...event };
      this.texts.set(place, first);
      this.events.push({ seconds: this.seconds(), event: first });
    }
  }

  /** The run came to no result. */
  fail(error: unknown): void {
    this.failure = serializeError(error);
  }

  seconds(): number {
    return this.options.clock.seconds() - this.startSeconds;
  }

  end(): TracedMoment {
    this.endings += 1;
    return { at: this.seconds(), order: this.endings - 1 };
  }

  prompt(key: string, make: () => Omit<TracedPrompt, 'id'>): Mutable<TracedPrompt> {
    const known = this.prompts.get(key);
    if (known) {
      return known;
    }
    const prompt = { id: `p${this.prompts.size + 1}`, ...make() };
    this.prompts.set(key, prompt);
    return prompt;
  }

  addCall(call: TracedCall): void {
    this.calls.push(call);
  }

  addEscalation(escalation: TracedEscalation): void {
    this.escalated = escalation;
  }

  addFurtherModel(model: TracedFurtherModel): void {
    this.furtherModels.push(model);
  }

  addCheck(check: TracedCheck): void {
    this.checks.push(check);
  }

  /** The document as it stands; null when the run has not begun. */
  toTrace(): Trace | null {
    if (this.beginning === null) {
      return null;
    }
    const { reckon, machine, request, model } = this.beginning;
    return structuredClone({
      format: TRACE_FORMAT,
      schemaVersion: this.escalated === null ? ONE_MODEL_SCHEMA_VERSION : TRACE_SCHEMA_VERSION,
      reckon,
      startedAt: this.startedAt.toISOString(),
      machine,
      request,
      model: { ...model, modelId: nameOfModel(model.modelId) },
      ...(this.escalated === null ? {} : { escalation: { ...this.escalated, models: this.furtherModels.map(furtherWithoutPaths) } }),
      prompts: [...this.prompts.values()],
      calls: this.calls,
      checks: this.checks,
      events: this.events.map(({ seconds, event }) => ({ seconds, event: withoutPaths(event) })),
      failure: this.failure === null ? null : failureWithoutPaths(this.failure),
    });
  }
}

/** A trace is passed on: where a file lies on this machine is nobody's business. */
function nameOfModel(modelId: string): string {
  return isAbsolute(modelId) ? basename(modelId) : modelId;
}

function failureWithoutPaths({ message, hint, ...failure }: SerializedError): SerializedError {
  return { ...failure, message: withoutHome(message), ...(hint === undefined ? {} : { hint: withoutHome(hint) }) };
}

function furtherWithoutPaths({ load, ...model }: TracedFurtherModel): TracedFurtherModel {
  return { ...model, load: load && { ...load, error: load.error && failureWithoutPaths(load.error) } };
}

function withoutHome(text: string): string {
  return text.replaceAll(homedir(), '~');
}

function withoutPaths(event: ReasoningEvent): ReasoningEvent {
  switch (event.type) {
    case 'run-started':
      return { ...event, model: { ...event.model, id: nameOfModel(event.model.id) } };
    case 'step-finished':
      return { ...event, detail: withoutHome(event.detail) };
    case 'run-finished': {
      const { model, failure, further } = event.result;
      const others = further?.map((each) => ({ ...each, failure: each.failure && failureWithoutPaths(each.failure) }));
      return { ...event, result: { ...event.result, model: { ...model, id: nameOfModel(model.id) }, failure: failure && failureWithoutPaths(failure), ...(others ? { further: others } : {}) } };
    }
    default:
      return event;
  }
}
