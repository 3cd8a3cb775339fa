import type { Clock } from '../base/clock';
import { BudgetAccount, meterUntilElsewhere, type ComputeBudget, type CostEstimate, type Deadline, type ElsewhereMeter, type EnergyMeter } from '../budget';
import type { LanguageModel, LoadProgress, Usage } from '../model';
import type { CodeTask, Verifier } from '../verification/types';
import type { EarlierRun, ReasoningEvent, ReasoningResult, RunModel, StopReason } from './events';
import { startDeadlines } from './deadlines';
import { MIN_ANSWER_TOKENS } from './draw';
import { drawingOf } from './followUp';
import { FurtherModels, type Escalation } from './furtherModels';
import { Ladder } from './ladder';
import { loadModel } from './loadModel';
import type { OwnTestsJudge } from './ownTestsJudge';
import { createLadderPolicy, type StoppingRule } from './policy';
import { runEvents } from './runEvents';
import { RunSteps } from './runSteps';
import { isSelectorId, type StrategyName } from './strategies';
import { buildResult } from './result';
import { RunRecord, type RunContext } from './run';

export interface ReasoningRequest {
  readonly task: CodeTask;
  readonly budget: ComputeBudget;
  readonly estimate: CostEstimate;
  readonly rule: StoppingRule;
  readonly seed: number;
  /** A run over the same task that this one goes on with ("think harder"): its samples are kept, and what it took counts against the limits. */
  readonly previous?: EarlierRun;
  /** Ways to spend compute that may follow the fast answer, and to choose. Default, also where none of them draws: those that were measured to pay. */
  readonly strategies?: readonly StrategyName[];
  readonly abortSignal?: AbortSignal;
}

export interface ReasoningDependencies {
  readonly model: LanguageModel;
  readonly verifier: Verifier;
  /** Models to go on with when the first one is not enough. */
  readonly escalation?: Escalation;
  /** Asked about a winner, where the person wants their own tests to have a say. */
  readonly ownTests?: OwnTestsJudge;
  readonly clock: Clock;
  /** Called when the run's clock starts. */
  startEnergyMeter(): EnergyMeter;
  onLoadProgress?(progress: LoadProgress): void;
  /** What each call took, for the measured rates. */
  onUsage?(usage: Usage, samples: number): void;
  /** Told, of each finished sample, when its verdict will be there: a model that is really drawing writes on meanwhile, and one that answers from a record has to wait. */
  onJudging?(done: Promise<void>): void;
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
  return yield* runEvents<ReasoningEvent, ReasoningResult>(request.abortSignal, (signal, emit) => execute(request, dependencies, signal, emit));
}

async function execute(
  request: ReasoningRequest,
  dependencies: ReasoningDependencies,
  signal: AbortSignal,
  emit: (event: ReasoningEvent) => void,
): Promise<ReasoningResult> {
  const { task, budget, estimate, previous } = request;
  const { modelId: id, digest, location } = dependencies.model.info;
  const model: RunModel = { id, digest, location };
  const further = dependencies.escalation?.models.map(({ profile }) => profile.id);
  emit({ type: 'run-started', task, budget, estimate, model, ...(further ? { further } : {}) });
  const record = new RunRecord();
  if (previous) {
    resume(record, previous, emit);
  }
  const openMeter = (): ElsewhereMeter => meterUntilElsewhere(dependencies.startEnergyMeter());
  const openAccount = (meter = openMeter()): BudgetAccount => new BudgetAccount(budget, dependencies.clock, meter, previous?.spent ?? null);
  const endEarly = (stopReason: StopReason, account: BudgetAccount): ReasoningResult =>
    buildResult({ record, stopReason, account, drawingSeconds: null, loadSeconds: 0, estimate, model, further: null, task });
  if (!hasRoomForAnswer(budget)) {
    // Loading may take a minute, and then nothing could be drawn.
    return endEarly('budget-tokens', openAccount());
  }
  const loadSeconds = await loadModel(dependencies, signal);
  if (loadSeconds === null) {
    return endEarly('cancelled', openAccount());
  }
  emit({ type: 'model-ready', loadSeconds });
  const meter = openMeter();
  const account = openAccount(meter);
  const deadlines = startDeadlines(account, dependencies.clock, dependencies.ownTests !== undefined, signal);
  try {
    const context: RunContext = {
      ...dependencies, ownTests: dependencies.ownTests ?? null, task, account, seed: request.seed,
      signal: deadlines.drawing.signal, confirmSignal: deadlines.confirming.signal, emit,
    };
    const steps = new RunSteps(context, record, request.rule, dependencies.onUsage, previous?.candidates.length ?? 0);
    const furtherModels = furtherModelsOf(dependencies, steps, () => meter.leave());
    const stopReason = await ladderOf(request, steps, furtherModels, deadlines.drawing).climb();
    return buildResult({ record, stopReason, account, drawingSeconds: deadlines.drawingSeconds, loadSeconds, estimate, model, further: furtherModels?.outcomes() ?? null, task });
  } finally {
    deadlines.drawing.release();
    deadlines.confirming.release();
  }
}

function ladderOf({ rule, strategies = [], previous }: ReasoningRequest, steps: RunSteps, further: FurtherModels | null, deadline: Deadline): Ladder {
  return new Ladder({
    steps,
    policy: createLadderPolicy(rule),
    strategies: drawingOf(strategies),
    selectors: strategies.filter(isSelectorId),
    further,
    deadline,
    isContinued: previous !== undefined,
  });
}

function furtherModelsOf({ escalation, onLoadProgress }: ReasoningDependencies, run: RunSteps, onElsewhere: () => void): FurtherModels | null {
  return escalation === undefined ? null : new FurtherModels({ escalation, run, onElsewhere, ...(onLoadProgress ? { onLoadProgress } : {}) });
}

/** Shows and keeps what an earlier run drew. */
function resume(record: RunRecord, { candidates }: EarlierRun, emit: (event: ReasoningEvent) => void): void {
  const stepId = 'earlier';
  record.resume(candidates);
  emit({ type: 'step-started', stepId, kind: 'earlier', title: 'What was drawn before' });
  for (const { candidate, verdict } of candidates) {
    emit({ type: 'candidate-drawn', stepId, candidate });
    if (verdict !== null) {
      emit({ type: 'candidate-judged', stepId, verdict });
    }
  }
  const passing = candidates.filter(({ verdict }) => verdict?.status === 'passed').length;
  emit({ type: 'step-finished', stepId, outcome: passing > 0 ? 'passed' : 'failed', detail: `${passing} of ${candidates.length} pass`, seconds: 0 });
}

/** Whether the shortest call fits, as far as that can be said before the model is there to count the prompt. */
function hasRoomForAnswer({ maxTokens = Infinity }: ComputeBudget): boolean {
  return maxTokens > MIN_ANSWER_TOKENS;
}
