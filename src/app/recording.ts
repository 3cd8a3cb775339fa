import { readFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { join } from 'node:path';
import type { ReasoningDependencies, ReasoningEvent, ReasoningRequest, ReasoningResult } from '../reasoning';
import { solveTask } from '../reasoning';
import type { BudgetLevel } from '../budget';
import type { TraceMachine, TraceRecorder, TraceRequest } from '../trace';

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

export interface Recording {
  readonly recorder: TraceRecorder;
  readonly level: BudgetLevel;
  readonly reckon: string;
  readonly machine: TraceMachine;
}

/** A run, written down as it goes on where somebody wants it to be. */
export function solveRecorded(request: ReasoningRequest, dependencies: ReasoningDependencies, recording: Recording | null): AsyncGenerator<ReasoningEvent, ReasoningResult> {
  return recording === null ? solveTask(request, dependencies) : recordRun(request, dependencies, recording);
}

async function* recordRun(
  { abortSignal, ...request }: ReasoningRequest,
  { model, verifier, ownTests, escalation, ...dependencies }: ReasoningDependencies,
  { recorder, level, reckon, machine }: Recording,
): AsyncGenerator<ReasoningEvent, ReasoningResult> {
  recorder.begin({ reckon, machine, model: model.info, request: requestOf(request, level) });
  const run = solveTask(
    { ...request, ...(abortSignal ? { abortSignal } : {}) },
    {
      ...dependencies, model: recorder.model(model), verifier: recorder.verifier(verifier),
      ...(ownTests ? { ownTests: recorder.ownTests(ownTests) } : {}), ...(escalation ? { escalation: recorder.escalation(escalation) } : {}),
    },
  );
  try {
    for (;;) {
      const next = await run.next();
      if (next.done === true) {
        return next.value;
      }
      recorder.record(next.value);
      yield next.value;
    }
  } catch (error) {
    recorder.fail(error);
    throw error;
  } finally {
    // Whoever leaves early stops the run with it; one that is over ignores this.
    await run.return(undefined as never);
  }
}

function requestOf({ task, budget, estimate, rule, seed, strategies }: ReasoningRequest, level: BudgetLevel): TraceRequest {
  return { task, level, budget, estimate, rule, seed, ...(strategies ? { strategies } : {}) };
}
