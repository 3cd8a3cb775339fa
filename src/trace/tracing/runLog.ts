import { serializeError, type SerializedError } from '../../base/errors';
import type { LanguageModel, ModelInfo } from '../../model';
import type { RecordedRun, TracedCall, TracedEvent, TracedMoment, TracedPrompt, TraceMachine } from '../document';
import { failureWithoutPaths, nameOfModel } from '../privacy';
import { TracingModel } from './model';
import type { CallSink, Mutable } from './sink';

interface RunLogOptions {
  readonly clock: { seconds(): number; date(): Date };
  /** Keep the score of each token: about forty bytes a token. Default: only their mean. */
  readonly keepTokenScores?: boolean;
}

/** What is known of a run before it begins, besides what it was asked. */
export interface RunBeginning {
  readonly reckon: string;
  readonly machine: TraceMachine;
  readonly model: ModelInfo;
}

interface TextDelta {
  readonly type: 'text-delta';
  readonly stepId: string;
  readonly sampleIndex: number;
  readonly text: string;
}

/** Writes down what every run has while it goes on: what the model was asked and answered, and what was said of it. */
export class RunLog<Event extends { readonly type: string }> implements CallSink {
  private readonly events: TracedEvent<Event | TextDelta>[] = [];
  private readonly prompts = new Map<string, Mutable<TracedPrompt>>();
  private readonly calls: TracedCall[] = [];
  private readonly texts = new Map<string, Mutable<TextDelta>>();
  private readonly startedAt: Date;
  private readonly startSeconds: number;
  private failure: SerializedError | null = null;
  private endings = 0;

  constructor(private readonly options: RunLogOptions) {
    this.startedAt = options.clock.date();
    this.startSeconds = options.clock.seconds();
  }

  get keepTokenScores(): boolean {
    return this.options.keepTokenScores === true;
  }

  /** The model of the run, written down as it is used. */
  model(model: LanguageModel): LanguageModel {
    return new TracingModel(model, this);
  }

  /** Text of one sample is one event, where the first of it was. */
  record(event: Event | TextDelta): void {
    if (!isTextDelta(event)) {
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

  /** The run as it stands. It shares what may still change: whoever keeps it makes a copy. */
  protected recorded({ reckon, machine, model }: RunBeginning, withoutPaths: (event: Event) => Event): RecordedRun<Event | TextDelta> {
    return {
      reckon,
      startedAt: this.startedAt.toISOString(),
      machine,
      model: { ...model, modelId: nameOfModel(model.modelId) },
      prompts: [...this.prompts.values()],
      calls: this.calls.map((call) => ({ ...call, error: call.error && failureWithoutPaths(call.error) })),
      events: this.events.map(({ seconds, event }) => ({ seconds, event: isTextDelta(event) ? event : withoutPaths(event) })),
      failure: this.failure === null ? null : failureWithoutPaths(this.failure),
    };
  }
}

function isTextDelta(event: { readonly type: string }): event is TextDelta {
  return event.type === 'text-delta';
}
