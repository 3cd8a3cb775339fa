import type { Prompt, Usage } from '../../model';
import type { DrawOutcome } from '../draw';
import type { StoppingRule } from '../policy';
import type { RunContext, RunRecord } from '../run';
import type { StrategyId } from './ids';

/** What the steps of one run share. */
export interface StrategyRun {
  readonly context: RunContext;
  readonly record: RunRecord;
  readonly rule: StoppingRule;
  /** From 0 on; each call of a run has another, so that batches differ. */
  nextCall(): number;
  /** Tokens of a prompt; each is counted once. @throws ReckonError what the model fails with, or `cancelled`. */
  countTokens(prompt: Prompt): Promise<number>;
  onUsage(usage: Usage, samples: number): void;
  /** The model failed after something was drawn in this run: it is not asked again. */
  onFailure(failure: Error): void;
}

/** One way to spend compute: draws candidates by a prompt of its own and has them judged. */
export interface ReasoningStrategy {
  readonly id: StrategyId;
  /** Whether it can do anything with what the run knows by now. */
  canAct(record: RunRecord): boolean;
  /** One step of up to `count` candidates, inside the run's budget. What it finds is in the record. */
  act(run: StrategyRun, count: number): Promise<DrawOutcome>;
}
