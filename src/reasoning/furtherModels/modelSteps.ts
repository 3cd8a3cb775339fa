import type { LanguageModel, Prompt, Usage } from '../../model';
import type { StoppingRule } from '../policy';
import { PromptCounts } from '../promptCounts';
import type { RunContext, RunRecord } from '../run';
import type { StrategyRun } from '../strategies';

export interface ModelStepsOptions {
  readonly model: LanguageModel;
  onUsage(usage: Usage, samples: number): void;
  onFailure(failure: Error): void;
}

/** The same run with another model: what is drawn goes into the same record, out of the same budget. */
export class ModelSteps implements StrategyRun {
  readonly context: RunContext;
  readonly record: RunRecord;
  readonly rule: StoppingRule;
  private readonly counts: PromptCounts;

  constructor(private readonly run: StrategyRun, private readonly options: ModelStepsOptions) {
    this.context = { ...run.context, model: options.model };
    this.record = run.record;
    this.rule = run.rule;
    this.counts = new PromptCounts(options.model, run.context.signal);
  }

  nextCall(): number {
    return this.run.nextCall();
  }

  countTokens(prompt: Prompt): Promise<number> {
    return this.counts.of(prompt);
  }

  onUsage(usage: Usage, samples: number): void {
    this.options.onUsage(usage, samples);
  }

  onFailure(failure: Error): void {
    this.options.onFailure(failure);
  }
}
