import { readFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { join } from 'node:path';
import { answerQuestion, type QuestionDependencies, type QuestionEvent, type QuestionRequest, type QuestionResult } from '../reasoning/questions';
import type { ReasoningDependencies, ReasoningEvent, ReasoningRequest, ReasoningResult } from '../reasoning';
import { solveTask } from '../reasoning';
import type { BudgetLevel } from '../budget';
import type { QuestionTraceRecorder, TraceMachine, TraceRecorder, TraceRequest } from '../trace';

/** Version in the package.json beside the folder of scripts; what is built without one has none. */
export function versionOf(scriptsFolder: string): string {
  try {
    const { version } = JSON.parse(readFileSync(join(scriptsFolder, '../package.json'), 'utf8')) as { readonly version?: unknown };
    return typeof version === 'string' ? version : 'unknown';
  } catch {
    return 'unknown'; // Tests run the core from folders of their own.
  }
}

export function machineWith(threads: number): TraceMachine {
  return { processor: cpus()[0]?.model.trim() ?? arch(), threads };
}

/** Where a run is written down, and what is known of it besides what it was asked. */
export interface Recording<Recorder> {
  readonly recorder: Recorder;
  readonly level: BudgetLevel;
  readonly reckon: string;
  readonly machine: TraceMachine;
}

/** A run, written down as it goes on where somebody wants it to be. */
export function solveRecorded(request: ReasoningRequest, dependencies: ReasoningDependencies, recording: Recording<TraceRecorder> | null): AsyncGenerator<ReasoningEvent, ReasoningResult> {
  if (recording === null) {
    return solveTask(request, dependencies);
  }
  const { recorder, level, reckon, machine } = recording;
  const { model, verifier, ownTests, escalation } = dependencies;
  recorder.begin({ reckon, machine, model: model.info, request: requestOf(request, level) });
  const run = solveTask(request, {
    ...dependencies, model: recorder.model(model), verifier: recorder.verifier(verifier),
    ...(ownTests ? { ownTests: recorder.ownTests(ownTests) } : {}), ...(escalation ? { escalation: recorder.escalation(escalation) } : {}),
  });
  return recorded(run, recorder);
}

/** The run of a question, written down as it goes on where somebody wants it to be. */
export function answerRecorded(request: QuestionRequest, dependencies: QuestionDependencies, recording: Recording<QuestionTraceRecorder> | null): AsyncGenerator<QuestionEvent, QuestionResult> {
  if (recording === null) {
    return answerQuestion(request, dependencies);
  }
  const { recorder, level, reckon, machine } = recording;
  const { question, budget, estimate, rule, seed } = request;
  recorder.begin({ reckon, machine, model: dependencies.model.info, request: { question, level, budget, estimate, rule, seed } });
  return recorded(answerQuestion(request, { ...dependencies, model: recorder.model(dependencies.model) }), recorder);
}

interface EventLog<Event> {
  record(event: Event): void;
  fail(error: unknown): void;
}

async function* recorded<Event, Result>(run: AsyncGenerator<Event, Result>, log: EventLog<Event>): AsyncGenerator<Event, Result> {
  try {
    for (;;) {
      const next = await run.next();
      if (next.done === true) {
        return next.value;
      }
      log.record(next.value);
      yield next.value;
    }
  } catch (error) {
    log.fail(error);
    throw error;
  } finally {
    // Whoever leaves early stops the run with it; one that is over ignores this.
    await run.return(undefined as never);
  }
}

function requestOf({ task, budget, estimate, rule, seed, strategies, previous }: ReasoningRequest, level: BudgetLevel): TraceRequest {
  return {
    task, level, budget, estimate, rule, seed, ...(strategies ? { strategies } : {}),
    ...(previous ? { previous: { candidates: previous.candidates, spent: previous.spent } } : {}),
  };
}
