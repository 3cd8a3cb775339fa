import * as vscode from 'vscode';
import { formatCompact, formatCount } from '../base/format';

/** One short item: what Reckon used since the window was opened. A click opens the sidebar. */
export class StatusBar {
  private readonly item = vscode.window.createStatusBarItem('reckon.status', vscode.StatusBarAlignment.Right);
  private tokens = 0;
  private isActive = false;

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
    this.item.tooltip = vscode.l10n.t('{0} tokens in this window. Model: {1}', formatCount(this.tokens), this.model());
  }
}
