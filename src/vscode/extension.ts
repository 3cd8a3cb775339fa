import * as vscode from 'vscode';
import { systemClock } from '../base/clock';
import { registerCommands } from './commands';
import { Core } from './core';
import { insertAtCursor } from './editor/insert';
import { InlineProvider } from './inline/provider';
import { chooseModel, downloadModel } from './models';
import { languageOfEditor } from './panel/question';
import type { PanelSurroundings } from './panel/session';
import { PANEL_VIEW_ID, PanelViewProvider } from './panel/viewProvider';
import { reportTo } from './report';
import { EndpointKeys } from './secrets';
import { Settings } from './settings';
import { StatusBar } from './statusBar';

/** What has to end before VS Code lets go of the extension host. */
let running: { readonly panel: PanelViewProvider; readonly core: Core } | null = null;

/** Registers everything and starts nothing: models load when they are first asked. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Reckon', { log: true });
  const settings = new Settings((line) => log.warn(line));
  const keys = new EndpointKeys(context.secrets);
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const core = new Core(dist.fsPath, settings, keys);
  const status = new StatusBar(() => settings.get('reckon.model'));
  const report = reportTo(log);
  const panel = new PanelViewProvider(dist, surroundings({ core, settings, keys, status, report, log }));
  const inline = new InlineProvider(core, settings, () => panel.session.isActive, (line) => log.info(line));
  running = { panel, core };
  context.subscriptions.push(
    log,
    status,
    vscode.window.registerWebviewViewProvider(PANEL_VIEW_ID, panel),
    vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, inline),
    ...registerCommands({ core, settings, keys, panel, log, report }),
    ...watch({ core, panel, status, report }),
  );
}

export async function deactivate(): Promise<void> {
  await running?.panel.session.dispose();
  await running?.core.dispose();
  running = null;
}

interface Services {
  readonly core: Core;
  readonly settings: Settings;
  readonly keys: EndpointKeys;
  readonly status: StatusBar;
  readonly log: vscode.LogOutputChannel;
  report(error: unknown): void;
}

function surroundings({ core, settings, keys, status, report, log }: Services): PanelSurroundings {
  return {
    clock: systemClock,
    reckon: () => core.get(),
    model: () => settings.model(),
    defaultLevel: () => settings.get('reckon.budget'),
    editorLanguage: () => languageOfEditor(vscode.window.activeTextEditor?.document.languageId),
    blocked: () => (vscode.workspace.isTrusted ? null : vscode.l10n.t('This folder is not trusted. Reckon runs nothing here until you trust it.')),
    insert: (code) => insertAtCursor(code, languageOfCode(vscode.window.activeTextEditor)),
    copy: async (code) => vscode.env.clipboard.writeText(code),
    chooseModel: () => chooseModel(core.get(), settings),
    downloadModel: (id) => downloadModel(core.get(), id),
    setKey: async () => {
      if (await keys.ask(settings.get('reckon.remote.endpoint'))) {
        await core.reset();
      }
    },
    openSettings: async () => {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'reckon');
    },
    onRunChanged: (run) => {
      status.runChanged(run);
      void vscode.commands.executeCommand('setContext', 'reckon.isRunning', run.isActive);
    },
    report,
    log: (line) => log.info(line),
  };
}

/** Follows what may change under a question: settings, the trust in the folder. */
function watch({ core, panel, status, report }: Pick<Services, 'core' | 'status' | 'report'> & { readonly panel: PanelViewProvider }): vscode.Disposable[] {
  const refresh = (): void => {
    status.refresh();
    panel.session.refresh().catch(report);
  };
  return [
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('reckon.engine')) {
        core.reset().catch(report);
      }
      if (event.affectsConfiguration('reckon')) {
        refresh();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(refresh),
  ];
}

function languageOfCode(editor: vscode.TextEditor | undefined): string {
  return editor?.document.languageId ?? 'plaintext';
}
