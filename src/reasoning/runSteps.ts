import { cancelledError, raceAbort } from '../base/abort';
import type { Prompt, Usage } from '../model';
import type { StoppingRule } from './policy';
import type { RunContext, RunRecord } from './run';
import type { StrategyRun } from './strategies';

/** Numbers the calls of a run and counts the tokens of its prompts, each once. */
export class RunSteps implements StrategyRun {
  private drawn: number;
  /** A model that has failed could not count a prompt again. */
  private readonly counted = new Map<string, number>();

  constructor(
    readonly context: RunContext,
    readonly record: RunRecord,
    readonly rule: StoppingRule,
    private readonly report?: (usage: Usage, samples: number) => void,
    /** Calls of an earlier run that this one goes on with, so that its samples differ. */
    private readonly earlier = 0,
  ) {
    this.drawn = earlier;
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
    const [first = 0] = this.counted.values();
    return first;
  }

  nextCall(): number {
    this.drawn += 1;
    return this.drawn - 1;
  }

  onUsage(usage: Usage, samples: number): void {
    this.report?.(usage, samples);
  }

  async countTokens(prompt: Prompt): Promise<number> {
    const key = JSON.stringify(prompt);
    const known = this.counted.get(key) ?? (await this.count(prompt));
    this.counted.set(key, known);
    return known;
  }

  private async count(prompt: Prompt): Promise<number> {
    const { model, signal } = this.context;
    try {
      return (await raceAbort(model.countTokens(prompt, signal), signal)).tokens;
    } catch (error) {
      // Ctrl-C in a terminal reaches the engine too: what it then fails with is no failure of its own.
      throw signal.aborted ? cancelledError(signal.reason) : error;
    }
  }
}
