import * as vscode from 'vscode';
import { createInlineCompleter, isRemote, type InlineCompleter } from '../../app';
import { anySignal } from '../../base/abort';
import { systemClock } from '../../base/clock';
import { ReckonError } from '../../base/errors';
import type { LanguageModel } from '../../model';
import { signalOf } from '../cancellation';
import type { Core } from '../core';
import type { Settings } from '../settings';

/** Suggestions while typing, from the local model. The work is done in the engine's process, never in this one. */
export class InlineProvider implements vscode.InlineCompletionItemProvider {
  private readonly completer: InlineCompleter;
  /** Ends every suggestion that is being made. */
  private outstanding = new AbortController();
  /** Told once: whoever types should not be told of the same trouble at every key. */
  private lastProblem: string | null = null;

  constructor(
    private readonly core: Core,
    private readonly settings: Settings,
    /** A run has a budget in seconds, which suggestions must not eat. */
    isBusy: () => boolean,
    private readonly log: (line: string) => void,
  ) {
    this.completer = createInlineCompleter({ model: () => this.model(), clock: systemClock, isBusy });
  }

  /** A run begins: what is being suggested would take its seconds. */
  stop(): void {
    this.outstanding.abort();
    this.outstanding = new AbortController();
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    if (!this.isWanted(document.languageId)) {
      return [];
    }
    const { signal, dispose } = signalOf(token);
    try {
      const { start, typed } = acceptedSoFar(context, position);
      const before = document.getText(new vscode.Range(new vscode.Position(0, 0), start)) + typed;
      const after = document.getText(new vscode.Range(position, document.lineAt(document.lineCount - 1).range.end));
      const text = await this.completer.complete({ before, after, abortSignal: anySignal(signal, this.outstanding.signal) });
      this.lastProblem = null;
      return text === null ? [] : [new vscode.InlineCompletionItem(typed + text, new vscode.Range(start, position))];
    } catch (error) {
      this.note(error);
      return [];
    } finally {
      dispose();
    }
  }

  /** A folder that is not trusted chose its own text: no model is started for it. */
  private isWanted(languageId: string): boolean {
    const languages = this.settings.get('reckon.inline.languages');
    return vscode.workspace.isTrusted && this.settings.get('reckon.inline.enabled') && (languages[languageId] ?? languages['*'] ?? true);
  }

  /** A remote model is never asked while somebody types: nobody agreed to send the file away. */
  private async model(): Promise<LanguageModel | null> {
    const reference = this.settings.model();
    return isRemote(reference) ? null : this.core.get().languageModel(reference, 'inline');
  }

  private note(error: unknown): void {
    if (ReckonError.is(error, 'cancelled')) {
      return;
    }
    const problem = error instanceof Error ? error.message : String(error);
    if (problem !== this.lastProblem) {
      this.lastProblem = problem;
      this.log(`No inline suggestions: ${problem}`);
    }
  }
}

/** With the list of suggestions open, what is selected there counts as typed: an inline suggestion must go on from it. */
function acceptedSoFar({ selectedCompletionInfo }: vscode.InlineCompletionContext, position: vscode.Position): { start: vscode.Position; typed: string } {
  return selectedCompletionInfo ? { start: selectedCompletionInfo.range.start, typed: selectedCompletionInfo.text } : { start: position, typed: '' };
}
