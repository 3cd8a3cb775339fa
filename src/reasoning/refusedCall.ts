import type { BudgetLimit, Dollars } from '../budget';

/** A call that did not fit. */
export interface RefusedCall {
  readonly limit: BudgetLimit;
  readonly promptTokens: number;
  /** The least tokens that the call would take, its prompt included. */
  readonly neededTokens: number;
  /** What these may cost; null where the price is not known. */
  readonly neededDollars: Dollars;
}
