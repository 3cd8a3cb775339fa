import type { ModelProfile } from '../modelCost';

/** Where a simulated run stands when its next call is to be chosen. */
export interface SimulatedState {
  /** Answers drawn, and how many more may be. */
  readonly samples: number;
  readonly remainingSamples: number;
  /** By model, the first one of the run first. */
  readonly models: readonly { readonly drawn: number; readonly passing: number; /** In this part of the run. */ readonly isLoaded: boolean }[];
  /** Median tokens of the answers so far. */
  readonly answerTokens: number;
  /** Taken so far. */
  readonly seconds: number;
}

/** A call of a further model. */
export interface FurtherCall {
  /** Of the model among those of the run; 0 is the first one, which this is not. */
  readonly model: number;
  readonly samples: number;
  /** Probability that its first sample passes. */
  readonly passProbability: number;
}

/** The models that a simulated run may go on with. */
export interface SimulatedEscalation {
  /** The first one of the run and then those. */
  readonly models: readonly ModelProfile[];
  /** What the policy would do. Null: go on with the first model. */
  choose(state: SimulatedState): FurtherCall | null;
}
