import { drawSamples, type DrawOutcome, type DrawRequest, type FinishedSample } from './draw';
import type { StrategyRun } from './strategies/strategy';

/** Something that the model is asked which is no answer to the task. */
export interface SideRequest extends Omit<DrawRequest, 'promptTokens' | 'callIndex' | 'isAnswer'> {
  /** Where the step is named after its call. Default: the next of the run. */
  readonly callIndex?: number;
}

export interface SideAnswer {
  /** Whole ones, also where the call did not come to its end. */
  readonly samples: readonly FinishedSample[];
  readonly outcome: DrawOutcome;
}

/**
 * Asks the model inside the run's budget, within a step that has begun. A model that fails is reported to the run.
 * @throws ReckonError `cancelled`, or what the model fails with, while the tokens of the prompt are counted
 */
export async function askModel(run: StrategyRun, stepId: string, request: SideRequest): Promise<SideAnswer> {
  const { context } = run;
  const callIndex = request.callIndex ?? run.nextCall();
  const promptTokens = await run.countTokens(request.prompt);
  const samples: FinishedSample[] = [];
  const outcome = await drawSamples(context, { ...request, promptTokens, callIndex, isAnswer: false }, {
    onText: (sampleIndex, text) => context.emit({ type: 'text-delta', stepId, sampleIndex, text }),
    onSample: (sample) => samples.push(sample),
    onUsage: (usage, count) => run.onUsage(usage, count),
  }, context.signal);
  if (outcome.drawn && outcome.failure !== null) {
    run.onFailure(outcome.failure);
  }
  return { samples, outcome };
}
