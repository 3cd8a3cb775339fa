import type { FollowUp, SolveRate } from '../budget';
import type { ModelMeasures } from '../measures';
import { batchSizeAt, offers, strategyMeasure } from './policy';
import { isSelectorId, type StrategyId, type StrategyName } from './strategies/ids';

/** What runs do of their own accord (docs/strategies.md). */
export const DEFAULT_STRATEGIES: readonly StrategyId[] = ['best-of-n'];

/** Those that can do nothing by themselves once the fast answer is there: it has been drawn, and further models are asked apart. */
const ENDS_WITH_FAST_ANSWER: ReadonlySet<StrategyId> = new Set(['direct', 'cascade']);
/** Each of their answers has a prompt of its own. */
const ONE_BY_ONE: ReadonlySet<StrategyId> = new Set(['plan', 'tree-search', 'tree-search-uct']);

/** Those that draw, of the named ones; the usual ones where none of them does. */
export function drawingOf(names: readonly StrategyName[]): readonly StrategyId[] {
  const drawing = names.filter((name): name is StrategyId => !isSelectorId(name));
  return drawing.length > 0 ? drawing : DEFAULT_STRATEGIES;
}

/** How a run goes on after its fast answer, as far as it can be said before. */
export interface ForecastStrategy {
  /** Null: not at all with its first model. */
  readonly id: StrategyId | null;
  readonly followUp: FollowUp | null;
  /** What of that is a guess, and what is not in it, in a sentence each. */
  readonly caveats: readonly string[];
}

export interface StrategyTask {
  readonly promptTokens: number;
  readonly solveRate: SolveRate;
  readonly measures: Pick<ModelMeasures, 'strategies' | 'answerTokens'>;
  readonly answers: 'body' | 'whole';
}

/** The strategy that the policy would choose first; a simulated run stays with it. */
export function forecastStrategy(names: readonly StrategyName[], { promptTokens, solveRate, measures, answers }: StrategyTask): ForecastStrategy {
  const able = drawingOf(names).filter((id) => !ENDS_WITH_FAST_ANSWER.has(id));
  const state = { promptTokens, solveRate, strategyMeasures: measures.strategies, judged: { passes: 0, failures: 1 }, answerTokens: measures.answerTokens[answers].median, strategies: new Map(able.map((id) => [id, { passes: 0, failures: 0 }])) };
  const id = offers(state, batchSizeAt(1))[0]?.strategy ?? null;
  return {
    id,
    followUp: id && { ...strategyMeasure(id, measures.strategies), isOneByOne: ONE_BY_ONE.has(id) },
    caveats: [
      ...(id === null || DEFAULT_STRATEGIES.includes(id) || measures.strategies[id] !== undefined ? [] : [`What ${id} costs and adds beside plain samples is a guess: it was not measured.`]),
      ...(able.length > 1 ? [`Of ${able.join(', ')} it has only ${String(id)} in it, which would come first.`] : []),
      ...names.filter(isSelectorId).map((name) => `What ${name} asks the model is not in it, and not known.`),
    ],
  };
}
