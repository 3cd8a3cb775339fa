import type { Clock } from '../../base/clock';
import { BudgetAccount, type ComputeBudget, type CostEstimate, type EnergyMeter } from '../../budget';
import type { Usage } from '../../model';
import type { Question } from '../../prompts';
import { startDrawingDeadline } from '../deadlines';
import { MIN_ANSWER_TOKENS } from '../draw';
import { runEvents } from '../runEvents';
import { loadModel, type LoadDependencies } from '../loadModel';
import type { QuestionEvent, QuestionResult } from './events';
import type { AgreementRule } from './policy';
import { buildQuestionResult, type QuestionResultInput } from './result';
import { QuestionRun } from './run';

export interface QuestionRequest {
  readonly question: Question;
  readonly budget: ComputeBudget;
  readonly estimate: CostEstimate;
  readonly rule: AgreementRule;
  readonly seed: number;
  readonly abortSignal?: AbortSignal;
}

export interface QuestionDependencies extends LoadDependencies {
  readonly clock: Clock;
  /** Called when the run's clock starts. */
  startEnergyMeter(): EnergyMeter;
  /** What each call took, for the measured rates. */
  onUsage?(usage: Usage, samples: number): void;
}

/**
 * Answers one question inside one budget: a short answer by self-consistency (Wang et al., 2203.11171) that stops
 * once the answers agree (Aggarwal et al., 2305.11860), a text by one sample. Nothing is executed, and nothing is
 * called verified. Yields what happens as it happens and returns the result. Leaving the generator early cancels
 * the run. A cancel or a used-up budget is a result, not an error. So is a model that fails when there is a sample.
 * @throws ReckonError when the model cannot be loaded or fails before the first sample.
 */
export async function* answerQuestion(request: QuestionRequest, dependencies: QuestionDependencies): AsyncGenerator<QuestionEvent, QuestionResult> {
  return yield* runEvents<QuestionEvent, QuestionResult>(request.abortSignal, (signal, emit) => execute(request, dependencies, signal, emit));
}

async function execute(request: QuestionRequest, dependencies: QuestionDependencies, signal: AbortSignal, emit: (event: QuestionEvent) => void): Promise<QuestionResult> {
  const { question, budget, estimate, rule } = request;
  const { modelId: id, digest, location } = dependencies.model.info;
  const model = { id, digest, location };
  const openAccount = (): BudgetAccount => new BudgetAccount(budget, dependencies.clock, dependencies.startEnergyMeter());
  const resultOf = (input: Pick<QuestionResultInput, 'run' | 'stopReason' | 'account' | 'loadSeconds'>): QuestionResult => buildQuestionResult({ ...input, estimate, model, question });
  emit({ type: 'run-started', question, budget, estimate, model });
  if ((budget.maxTokens ?? Infinity) <= MIN_ANSWER_TOKENS) {
    // Loading may take a minute, and then nothing could be drawn.
    return resultOf({ run: null, stopReason: 'budget-tokens', account: openAccount(), loadSeconds: 0 });
  }
  const loadSeconds = await loadModel(dependencies, signal);
  if (loadSeconds === null) {
    return resultOf({ run: null, stopReason: 'cancelled', account: openAccount(), loadSeconds: 0 });
  }
  emit({ type: 'model-ready', loadSeconds });
  const account = openAccount();
  const deadline = startDrawingDeadline(account, dependencies.clock, signal);
  try {
    const run = new QuestionRun({
      ...dependencies,
      question,
      rule,
      account,
      deadline,
      seed: request.seed,
      signal: deadline.signal,
      confirmSignal: deadline.signal,
      emit,
    });
    const stopReason = await run.answer();
    return resultOf({ run, stopReason, account, loadSeconds });
  } finally {
    deadline.release();
  }
}
