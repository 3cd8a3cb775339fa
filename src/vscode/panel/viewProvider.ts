import * as vscode from 'vscode';
import { parsePanelMessage, type HostMessage } from '../../protocol';
import { panelHtml } from './html';
import { PanelSession } from './session';
import type { PanelSurroundings } from './surroundings';

export const PANEL_VIEW_ID = 'reckon.panel';

/** The sidebar. Its session outlives the page, which VS Code throws away whenever the view is hidden. */
export class PanelViewProvider implements vscode.WebviewViewProvider {
  readonly session: PanelSession;
  private view: vscode.WebviewView | null = null;

  constructor(
    private readonly dist: vscode.Uri,
    private readonly around: PanelSurroundings,
  ) {
    this.session = new PanelSession(around, (message) => this.post(message));
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    view.webview.options = { enableScripts: true, localResourceRoots: [this.dist] };
    view.webview.onDidReceiveMessage((data: unknown) => this.receive(data));
    view.onDidDispose(() => {
      // An older page may go after a newer one has come.
      if (this.view === view) {
        this.view = null;
      }
    });
    view.webview.html = panelHtml(view.webview, this.dist);
  }

  /** Shows the sidebar without taking the keyboard from where it is. */
  async reveal(): Promise<void> {
    if (this.view === null) {
      await vscode.commands.executeCommand(`${PANEL_VIEW_ID}.focus`, { preserveFocus: true });
    } else {
      this.view.show(true);
    }
  }

  private post(message: HostMessage): void {
    // A hidden page gets the whole state when it comes back and says `ready`.
    void this.view?.webview.postMessage(message);
  }

  private receive(data: unknown): void {
    const parsed = parsePanelMessage(data);
    if (!parsed.ok) {
      this.around.log(`The panel sent something that was not understood. ${parsed.problem}`);
      return;
    }
    this.session.handle(parsed.message).catch((error: unknown) => this.around.report(error));
  }
}
