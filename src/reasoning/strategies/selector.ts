import type { RunContext, RunRecord } from '../run';
import type { SelectorId } from './ids';
import type { StrategyRun } from './strategy';

/** One way to choose among the candidates that are there. It draws none; what it finds out is in the record, and weighed as evidence. */
export interface Selector {
  readonly id: SelectorId;
  /** `comparing`: before candidates that can be compared are, after each batch; `settling`: once nothing more is to be drawn. */
  readonly at: 'comparing' | 'settling';
  /** Whether it could find out anything with what the run knows by now. */
  canAct(context: RunContext, record: RunRecord): boolean;
  /** Whether candidates can be compared on inputs of its own, where none can be made from the task. */
  bringsInputs(context: RunContext, record: RunRecord): boolean;
  /** Calls of the model fit the budget, or are not made. @throws ReckonError `cancelled`, while it counts a prompt's tokens */
  act(run: StrategyRun): Promise<void>;
}
