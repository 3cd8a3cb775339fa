import * as vscode from 'vscode';
import { formatCompact, formatCount } from '../base/format';

/** One short item: what Reckon used since the window was opened. A click opens the sidebar. */
export class StatusBar {
  private readonly item = vscode.window.createStatusBarItem('reckon.status', vscode.StatusBarAlignment.Right);
  private tokens = 0;
  private isActive = false;
  /** What a day took in all windows; null as long as it is not known. */
  private day: { readonly name: string; readonly words: string } | null = null;

  constructor(private readonly model: () => string) {
    this.item.name = 'Reckon';
    this.item.command = 'reckon.openPanel';
    this.show();
    this.item.show();
  }

  runChanged({ isActive, tokens }: { readonly isActive: boolean; readonly tokens: number }): void {
    this.tokens += tokens;
    this.isActive = isActive;
    this.show();
  }

  /** What the ledger has of a day, in words. The day is named: nothing may be asked until after midnight. */
  setDay(name: string, words: string): void {
    this.day = { name, words };
    this.show();
  }

  /** Another model may have been chosen. */
  refresh(): void {
    this.show();
  }

  dispose(): void {
    this.item.dispose();
  }

  private show(): void {
    const used = this.tokens === 0 ? '' : ` ${formatCompact(this.tokens)} tok`;
    this.item.text = `${this.isActive ? '$(loading~spin) ' : ''}Reckon${used}`;
    const window = vscode.l10n.t('{0} tokens in this window. Model: {1}', formatCount(this.tokens), this.model());
    this.item.tooltip = this.day === null ? window : `${window}\n${vscode.l10n.t('On {0}, in all windows and on the command line: {1}', this.day.name, this.day.words)}`;
  }
}
