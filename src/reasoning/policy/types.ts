import type { ModelProfile, SolveRate } from '../../budget';
import type { ModelMeasures } from '../../measures';
import type { EscalationDecision, StopReason } from '../events';
import type { StrategyId } from '../strategies/ids';
import type { Outcomes } from './odds';

/**
 * When passing answers are enough: at the first; at two that behave alike; `all-samples`: never, all that the budget
 * allows are drawn.
 */
export const STOPPING_RULES = ['first-pass', 'two-agree', 'all-samples'] as const;
export type StoppingRule = (typeof STOPPING_RULES)[number];

/** What the policy looks at before each step. Counts, never the candidates themselves. */
export interface RunState {
  readonly hasExamples: boolean;
  /** Answers can be run on made-up inputs, so that they can be compared where nothing says what is right. */
  readonly canCompare: boolean;
  /** The person's own tests can judge. */
  readonly hasOwnTests: boolean;
  /** Candidates that only own tests can decide about, and have not yet. */
  readonly open: number;
  /** Of tasks as hard as this one; nothing drawn for it counted yet. */
  readonly solveRate: SolveRate;
  readonly samplesDrawn: number;
  /** The run goes on with an earlier one, because a person asked for more, and nothing was drawn for that yet. */
  readonly isAskedForMore: boolean;
  /** Candidates that pass. */
  readonly passing: number;
  /** What became of the candidates that were judged: fewer than the samples drawn where some were cut off, or the run was stopped before a check. */
  readonly judged: Outcomes;
  /** Size of the largest group of candidates that behave alike, passing ones where there are examples; 0 before any comparison. */
  readonly agreeing: number;
  /** Size of the second largest such group. */
  readonly runnerUp: number;
  /** Candidates after the first that passes, not those that a batch left unfinished; 0 before one passes. */
  readonly sinceFirstPass: number;
  /** Samples the budget still allows. */
  readonly remainingSamples: number;
  /** Tokens of the prompt and median tokens of an answer so far; the cost of what comes next. */
  readonly promptTokens: number;
  readonly answerTokens: number;
  /** Strategies that can do something with what the run knows, and what became of the samples of each. */
  readonly strategies: ReadonlyMap<StrategyId, Outcomes>;
  /** What was measured of strategies, with the run's first model. */
  readonly strategyMeasures: ModelMeasures['strategies'];
  /** The first model and those that the run may go on with, in their order; empty where there are none. */
  readonly models: readonly ModelState[];
  /** Until the nearest deadline; infinite without one. */
  readonly remainingSeconds: number;
}

/** A model of a run that has several. */
export interface ModelState {
  readonly profile: ModelProfile;
  /** It can be asked: it did not fail, and no limit shuts it out. */
  readonly isUsable: boolean;
  readonly isLoaded: boolean;
  /** Candidates of it, judged or not. */
  readonly drawn: number;
  readonly judged: Outcomes;
}

export interface PolicyDecision extends EscalationDecision {
  /** Set when `action` is `stop`. */
  readonly stopReason: StopReason | null;
  /** The model that is asked, of those of the run. Absent: the first one. */
  readonly modelIndex?: number;
}

/** Decides, after each step, whether more compute is worth spending and on what. */
export interface EscalationPolicy {
  decide(state: RunState): PolicyDecision;
}
