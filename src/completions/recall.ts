import type { InfillContext } from './context';

interface Remembered {
  readonly before: string;
  readonly suffix: string;
  readonly suggestion: string;
}

/** The last few suggestions, for the case that a person types what was suggested, or goes back a step. */
export class SuggestionRecall {
  /** More would hardly be hit: people move on. */
  static readonly MAX_ENTRIES = 16;
  private readonly entries: Remembered[] = [];

  add({ prefix, suffix }: InfillContext, suggestion: string): void {
    this.entries.unshift({ before: prefix, suffix, suggestion });
    this.entries.length = Math.min(this.entries.length, SuggestionRecall.MAX_ENTRIES);
  }

  /** What is left of a suggestion when its beginning has been typed; null when none fits. */
  find({ prefix, suffix }: InfillContext): string | null {
    for (const { before, suffix: after, suggestion } of this.entries) {
      const typed = prefix.slice(before.length);
      if (after === suffix && prefix.startsWith(before) && suggestion.startsWith(typed) && suggestion.length > typed.length) {
        return suggestion.slice(typed.length);
      }
    }
    return null;
  }
}
