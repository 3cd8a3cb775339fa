import type { CostQuantile } from '../types';

/** A run that is gone on with, as far as a forecast of what comes next looks at it. */
export interface EarlierPart {
  /** What it took, which counts against the limits. */
  readonly cost: CostQuantile;
  /** Answers drawn. */
  readonly samples: number;
  /** Candidates by model among those of the run, the first one of the run first. */
  readonly models: readonly { readonly drawn: number; readonly passing: number }[];
  /** Candidates that pass, whoever wrote them. */
  readonly passing: number;
  /** Candidates after the first of them, which were a second opinion on it. */
  readonly sinceFirstPass: number;
  /** Two of them behave alike. */
  readonly doTwoAgree: boolean;
  /** Tokens of its candidates. */
  readonly lengths: readonly number[];
}

export const NOTHING_EARLIER: EarlierPart = {
  cost: { tokens: 0, seconds: 0, joules: 0, dollars: 0 },
  samples: 0, models: [], passing: 0, sinceFirstPass: 0, doTwoAgree: false, lengths: [],
};

/** Of both parts; what is unknown of one is of the sum. */
export function addCost(a: CostQuantile, b: CostQuantile): CostQuantile {
  const sum = (one: number | null, other: number | null): number | null => (one === null || other === null ? null : one + other);
  return { tokens: a.tokens + b.tokens, seconds: a.seconds + b.seconds, joules: sum(a.joules, b.joules), dollars: sum(a.dollars, b.dollars) };
}
