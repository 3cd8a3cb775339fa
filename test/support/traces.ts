import type { Clock } from '../../src/base/clock';
import { createModelledMeter, type BudgetLevel, type ComputeBudget } from '../../src/budget';
import { estimateFor } from './estimates';
import { solveTask, type Escalation, type OwnTestsJudge, type ReasoningEvent, type ReasoningResult, type StoppingRule } from '../../src/reasoning';
import type { LanguageModel } from '../../src/model';
import { readTrace, replayTrace, TraceRecorder, type Trace, type TraceReplay } from '../../src/trace';
import type { CodeTask, Verifier } from '../../src/verification/types';
import { FakeClock } from './fakeClock';
import { ScriptedVerifier } from './scriptedVerifier';
import { pythonTask } from './tasks';

export interface RecordedRunOptions {
  readonly model: LanguageModel;
  readonly verifier?: Verifier;
  readonly ownTests?: OwnTestsJudge;
  readonly escalation?: Escalation;
  readonly budget?: ComputeBudget;
  readonly rule?: StoppingRule;
  readonly level?: BudgetLevel;
  readonly task?: CodeTask;
  readonly clock?: Clock;
  readonly abortSignal?: AbortSignal;
  readonly keepTokenScores?: boolean;
}

const ESTIMATE = estimateFor({ answers: 'whole', stops: 'first-pass', promptTokens: 100 });

/** A run of the controller, written down, and its trace as a reader of the file has it. */
export async function recordRun(options: RecordedRunOptions): Promise<{ readonly trace: Trace; readonly result: ReasoningResult; readonly events: readonly ReasoningEvent[] }> {
  const { model, verifier = new ScriptedVerifier(), ownTests, escalation, budget = { maxSamples: 16 }, rule = 'first-pass', level = 'quick', task = pythonTask(), clock = new FakeClock(), abortSignal } = options;
  const recorder = new TraceRecorder({ clock, keepTokenScores: options.keepTokenScores === true });
  recorder.begin({ reckon: '0.0.0', machine: { processor: 'scripted', threads: 2 }, model: model.info, request: { task, level, budget, estimate: ESTIMATE, rule, seed: 0 } });
  const run = solveTask(
    { task, budget, estimate: ESTIMATE, rule, seed: 0, ...(abortSignal ? { abortSignal } : {}) },
    {
      model: recorder.model(model), verifier: recorder.verifier(verifier), ...(ownTests ? { ownTests: recorder.ownTests(ownTests) } : {}),
      ...(escalation ? { escalation: recorder.escalation(escalation) } : {}),
      clock, startEnergyMeter: () => createModelledMeter(clock, 2),
    },
  );
  const events: ReasoningEvent[] = [];
  for (;;) {
    const next = await run.next();
    if (next.done === true) {
      return { trace: reread(recorder), result: next.value, events };
    }
    recorder.record(next.value);
    events.push(next.value);
  }
}

/** What is written and read again. */
export function reread(recorder: TraceRecorder): Trace {
  return readTrace(JSON.stringify(recorder.toTrace()), 'trace.json');
}

export function replayAt(trace: Trace, budget: ComputeBudget = trace.request.budget, { rule = trace.request.rule, verifier = null }: { readonly rule?: StoppingRule; readonly verifier?: Verifier | null } = {}): Promise<TraceReplay> {
  return replayTrace({ trace, level: trace.request.level, budget, estimate: trace.request.estimate, rule, verifier });
}
