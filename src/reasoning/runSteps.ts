import type { Prompt, Usage } from '../model';
import type { StoppingRule } from './policy';
import { PromptCounts } from './promptCounts';
import type { RunContext, RunRecord } from './run';
import type { StrategyRun } from './strategies';

/** Numbers the calls of a run and counts the tokens of its prompts, each once. */
export class RunSteps implements StrategyRun {
  private drawn: number;
  private readonly counts: PromptCounts;

  constructor(
    readonly context: RunContext,
    readonly record: RunRecord,
    readonly rule: StoppingRule,
    private readonly report?: (usage: Usage, samples: number) => void,
    /** Calls of an earlier run that this one goes on with, so that its samples differ. */
    private readonly earlier = 0,
  ) {
    this.drawn = earlier;
    this.counts = new PromptCounts(context.model, context.signal);
  }

  /** Whether nothing was drawn yet. */
  get isFresh(): boolean {
    return this.drawn === this.earlier;
  }

  /** Calls so far. */
  get calls(): number {
    return this.drawn;
  }

  /** Of the prompt that was counted first; 0 before. */
  get firstPromptTokens(): number {
    return this.counts.first;
  }

  nextCall(): number {
    this.drawn += 1;
    return this.drawn - 1;
  }

  onUsage(usage: Usage, samples: number): void {
    this.report?.(usage, samples);
  }

  onFailure(failure: Error): void {
    this.record.setFailure(failure);
  }

  countTokens(prompt: Prompt): Promise<number> {
    return this.counts.of(prompt);
  }
}
