import { cancelledError, raceAbort } from '../base/abort';
import type { LanguageModel, Prompt } from '../model';

/** Tokens of the prompts of one model, each counted once: a model that has failed could not count a prompt again. */
export class PromptCounts {
  private readonly counted = new Map<string, number>();

  constructor(private readonly model: LanguageModel, private readonly signal: AbortSignal) {}

  /** Of the prompt that was counted first; 0 before. */
  get first(): number {
    const [first = 0] = this.counted.values();
    return first;
  }

  /** @throws ReckonError what the model fails with, or `cancelled` */
  async of(prompt: Prompt): Promise<number> {
    const key = JSON.stringify(prompt);
    const known = this.counted.get(key) ?? (await this.count(prompt));
    this.counted.set(key, known);
    return known;
  }

  private async count(prompt: Prompt): Promise<number> {
    const { model, signal } = this;
    try {
      return (await raceAbort(model.countTokens(prompt, signal), signal)).tokens;
    } catch (error) {
      // Ctrl-C in a terminal reaches the engine too: what it then fails with is no failure of its own.
      throw signal.aborted ? cancelledError(signal.reason) : error;
    }
  }
}
