import { AsyncQueue } from '../base/asyncQueue';
import type { Clock } from '../base/clock';
import { BudgetAccount, type ComputeBudget, type CostEstimate, type EnergyMeter } from '../budget';
import type { LanguageModel, LoadProgress, Usage } from '../model';
import type { CodeTask, Verifier } from '../verification/types';
import type { ReasoningEvent, ReasoningResult } from './events';
import { startDeadlines } from './deadlines';
import { MIN_ANSWER_TOKENS } from './draw';
import { Ladder } from './ladder';
import { loadModel } from './loadModel';
import type { OwnTestsJudge } from './ownTestsJudge';
import { createLadderPolicy, type StoppingRule } from './policy';
import { RunSteps } from './runSteps';
import type { StrategyId } from './strategies';
import { buildResult } from './result';
import { RunRecord, type RunContext } from './run';

export interface ReasoningRequest {
  readonly task: CodeTask;
  readonly budget: ComputeBudget;
  readonly estimate: CostEstimate;
  readonly rule: StoppingRule;
  readonly seed: number;
  /** Ways to spend compute that may follow the fast answer. Default: those that were measured to pay. */
  readonly strategies?: readonly StrategyId[];
  readonly abortSignal?: AbortSignal;
}

export interface ReasoningDependencies {
  readonly model: LanguageModel;
  readonly verifier: Verifier;
  /** Asked about a winner, where the person wants their own tests to have a say. */
  readonly ownTests?: OwnTestsJudge;
  readonly clock: Clock;
  /** Called when the run's clock starts. */
  startEnergyMeter(): EnergyMeter;
  onLoadProgress?(progress: LoadProgress): void;
  /** What each call took, for the measured rates. */
  onUsage?(usage: Usage, samples: number): void;
}

/**
 * Solves one task inside one budget. Yields what happens as it happens and returns the result.
 * Leaving the generator early cancels the run. A cancel or a used-up budget is a result, not an error.
 * So is a model that fails when there is a candidate already.
 * @throws ReckonError when the model cannot be loaded or fails before the first candidate.
 */
export async function* solveTask(
  request: ReasoningRequest,
  dependencies: ReasoningDependencies,
): AsyncGenerator<ReasoningEvent, ReasoningResult> {
  const left = new AbortController();
  const events = new AsyncQueue<ReasoningEvent>(() => left.abort());
  const signal = request.abortSignal ? AbortSignal.any([request.abortSignal, left.signal]) : left.signal;
  const running = execute(request, dependencies, signal, (event) => events.push(event));
  running.then(
    (result) => {
      events.push({ type: 'run-finished', result });
      events.end();
    },
    (error: unknown) => events.fail(error),
  );
  yield* events;
  return running;
}

async function execute(
  request: ReasoningRequest,
  dependencies: ReasoningDependencies,
  signal: AbortSignal,
  emit: (event: ReasoningEvent) => void,
): Promise<ReasoningResult> {
  const { task, budget, estimate } = request;
  const { modelId: id, digest, location } = dependencies.model.info;
  emit({ type: 'run-started', task, budget, estimate, model: { id, digest, location } });
  if (!hasRoomForAnswer(budget)) {
    // Loading may take a minute, and then nothing could be drawn.
    const account = new BudgetAccount(budget, dependencies.clock, dependencies.startEnergyMeter());
    return buildResult({ record: new RunRecord(), stopReason: 'budget-tokens', account, drawingSeconds: null, loadSeconds: 0, estimate, model: { id, digest, location }, task });
  }
  const loadSeconds = await loadModel(dependencies, signal);
  if (loadSeconds !== null) {
    emit({ type: 'model-ready', loadSeconds });
  }
  const account = new BudgetAccount(budget, dependencies.clock, dependencies.startEnergyMeter());
  if (loadSeconds === null) {
    return buildResult({ record: new RunRecord(), stopReason: 'cancelled', account, drawingSeconds: null, loadSeconds: 0, estimate, model: { id, digest, location }, task });
  }
  const deadlines = startDeadlines(account, dependencies.clock, dependencies.ownTests !== undefined, signal);
  try {
    const context: RunContext = {
      ...dependencies,
      ownTests: dependencies.ownTests ?? null,
      task,
      account,
      seed: request.seed,
      signal: deadlines.drawing.signal,
      confirmSignal: deadlines.confirming.signal,
      emit,
    };
    const record = new RunRecord();
    const ladder = new Ladder({
      steps: new RunSteps(context, record, request.rule, dependencies.onUsage),
      policy: createLadderPolicy(request.rule),
      strategies: request.strategies ?? DEFAULT_STRATEGIES,
      deadline: deadlines.drawing,
    });
    const stopReason = await ladder.climb();
    return buildResult({ record, stopReason, account, drawingSeconds: deadlines.drawingSeconds, loadSeconds, estimate, model: { id, digest, location }, task });
  } finally {
    deadlines.drawing.release();
    deadlines.confirming.release();
  }
}

/** Ways to spend compute that were measured to pay (docs/strategies.md). */
const DEFAULT_STRATEGIES: readonly StrategyId[] = ['best-of-n'];

/** Whether the shortest call fits, as far as that can be said before the model is there to count the prompt. */
function hasRoomForAnswer({ maxTokens = Infinity }: ComputeBudget): boolean {
  return maxTokens > MIN_ANSWER_TOKENS;
}
