import { solveRateOf, type ComputeBudget, type ModelProfile, type SimulatedEscalation, type SimulatedState, type SolveRate } from '../budget';
import type { ModelMeasures } from '../measures';
import { limitFault } from './limitFault';
import { furtherModelCall, type ModelState, type RunState } from './policy';
import type { StrategyId } from './strategies';

export interface EscalationForecastInput {
  /** The first model of the run and then those that it may go on with. */
  readonly models: readonly ModelProfile[];
  readonly budget: ComputeBudget;
  readonly examples: number;
  readonly promptTokens: number;
  readonly measures: ModelMeasures;
  /** Of the first model after its fast answer; null: none. */
  readonly strategy: StrategyId | null;
}

/** The policy's own choice between models, for simulated runs. */
export function escalationForecast(input: EscalationForecastInput): SimulatedEscalation {
  const { measures, examples, promptTokens, models } = input;
  const solveRate = solveRateOf(measures, { examples, promptTokens, fastLogprob: null });
  return {
    models,
    choose: (state) => {
      const call = furtherModelCall(runState(input, solveRate, state));
      return call && { model: call.index, samples: call.samples, passProbability: call.passProbability };
    },
  };
}

/** As far as the choice looks at it. */
function runState({ models, budget, promptTokens, measures, strategy }: EscalationForecastInput, solveRate: SolveRate, state: SimulatedState): RunState {
  const of = (index: number): Pick<ModelState, 'drawn' | 'judged' | 'isLoaded'> => {
    const { drawn, passing, isLoaded } = state.models[index] ?? { drawn: 0, passing: 0, isLoaded: false };
    return { drawn, judged: { passes: passing, failures: drawn - passing }, isLoaded: index === 0 || isLoaded };
  };
  const passing = state.models.reduce((sum, each) => sum + each.passing, 0);
  const first = of(0).judged;
  return {
    hasExamples: true, canCompare: true, hasOwnTests: false, open: 0, isAskedForMore: false, agreeing: passing > 0 ? 1 : 0, runnerUp: 0, sinceFirstPass: 0,
    solveRate,
    samplesDrawn: state.samples,
    passing,
    judged: { passes: passing, failures: Math.max(0, state.samples - passing) },
    remainingSamples: state.remainingSamples,
    promptTokens,
    answerTokens: state.answerTokens,
    strategies: new Map(strategy === null ? [] : [[strategy, { ...first, failures: Math.max(0, first.failures - 1) }]]),
    strategyMeasures: measures.strategies,
    models: models.map((profile, index) => ({ ...of(index), profile, isUsable: index === 0 || limitFault(profile, budget) === null })),
    remainingSeconds: (budget.maxSeconds ?? Infinity) - state.seconds,
  };
}
