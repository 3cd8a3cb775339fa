import type { ComputeBudget, CostEstimate, EnergyMeter } from '../../src/budget';
import { createModelledMeter } from '../../src/budget';
import { estimateFor } from './estimates';
import { solveTask, type Escalation, type OwnTestsJudge, type ReasoningEvent, type ReasoningResult, type StoppingRule, type StrategyName } from '../../src/reasoning';
import type { CodeTask, Verifier } from '../../src/verification/types';
import type { LanguageModel } from '../../src/model';
import { FakeClock } from './fakeClock';
import { pythonTask } from './tasks';

export interface RunOptions {
  readonly model: LanguageModel;
  readonly verifier: Verifier;
  readonly ownTests?: OwnTestsJudge;
  readonly budget?: ComputeBudget;
  /** Default: simulated, which takes longer than most scripted runs. */
  readonly estimate?: CostEstimate;
  readonly rule?: StoppingRule;
  readonly strategies?: readonly StrategyName[];
  readonly escalation?: Escalation;
  /** Default: modelled, of two cores. */
  readonly energy?: EnergyMeter;
  readonly previous?: ReasoningResult;
  readonly task?: CodeTask;
  readonly clock?: FakeClock;
  readonly abortSignal?: AbortSignal;
}

/** Runs the controller to its end and returns everything it said. */
export async function runToEnd(options: RunOptions): Promise<{ events: ReasoningEvent[]; result: ReasoningResult }> {
  const clock = options.clock ?? new FakeClock();
  const budget = options.budget ?? { maxSamples: 16 };
  const run = solveTask(
    {
      task: options.task ?? pythonTask(),
      budget,
      estimate: options.estimate ?? estimateFor({ limits: budget, stops: 'first-pass', promptTokens: 100 }),
      rule: options.rule ?? 'first-pass',
      seed: 0,
      ...(options.previous ? { previous: options.previous } : {}),
      ...(options.strategies ? { strategies: options.strategies } : {}),
      ...(options.abortSignal ? { abortSignal: options.abortSignal } : {}),
    },
    {
      model: options.model, verifier: options.verifier, clock, startEnergyMeter: () => options.energy ?? createModelledMeter(clock, 2),
      ...(options.ownTests ? { ownTests: options.ownTests } : {}), ...(options.escalation ? { escalation: options.escalation } : {}),
    },
  );
  const events: ReasoningEvent[] = [];
  for (;;) {
    const next = await run.next();
    if (next.done === true) {
      return { events, result: next.value };
    }
    events.push(next.value);
  }
}
