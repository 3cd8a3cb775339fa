import type { BudgetLimit } from '../budget';

/** A call that did not fit, in tokens. */
export interface RefusedCall {
  readonly limit: BudgetLimit;
  readonly promptTokens: number;
  /** The least that the call would take, its prompt included. */
  readonly neededTokens: number;
}
