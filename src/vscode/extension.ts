import * as vscode from 'vscode';
import { openLedger } from '../app';
import { systemClock } from '../base/clock';
import { registerCommands } from './commands';
import { Core } from './core';
import { insertAtCursor } from './editor/insert';
import { ProjectContext } from './editor/projectContext';
import { InlineProvider } from './inline/provider';
import { TodaysUse } from './ledger/today';
import { LedgerView } from './ledger/view';
import { chooseModel, downloadModel } from './models';
import { languageOfEditor } from './panel/question';
import type { PanelSurroundings } from './panel/surroundings';
import { PANEL_VIEW_ID, PanelViewProvider } from './panel/viewProvider';
import { reportTo } from './report';
import { EndpointKeys } from './secrets';
import { Settings } from './settings';
import { StatusBar } from './statusBar';
import { TestConsent } from './testConsent';

/** What has to end before VS Code lets go of the extension host. */
let running: { readonly panel: PanelViewProvider; readonly core: Core } | null = null;

/** Registers everything and starts nothing: models load when they are first asked. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Reckon', { log: true });
  const settings = new Settings((line) => log.warn(line));
  const keys = new EndpointKeys(context.secrets);
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const status = new StatusBar(() => settings.get('reckon.model'));
  const ledger = openLedger(process.env);
  const today = new TodaysUse(ledger, systemClock, (day, words) => status.setDay(day, words), (error) => log.warn(`The ledger cannot be read: ${String(error)}`));
  const core = new Core(dist.fsPath, settings, keys, { warn: (sentence) => log.warn(sentence), onRecorded: () => today.changed(), workspace: folderOfEditor });
  const ledgerView = new LedgerView(ledger, settings, systemClock);
  today.changed();
  const report = reportTo(log);
  const restartCore = async (): Promise<void> => {
    await panel.session.halt();
    await core.reset();
  };
  const setKey = async (): Promise<void> => {
    if (await keys.ask(settings.get('reckon.remote.endpoint'))) {
      // The client of the server was made with the old key.
      await restartCore();
    }
  };
  const testConsent = new TestConsent(context.workspaceState, core, settings, (line) => log.info(line));
  const projectContext = new ProjectContext(core, settings, (line) => log.info(line));
  const inline = new InlineProvider(core, settings, () => panel.session.isBusy, (line) => log.info(line));
  const panel: PanelViewProvider = new PanelViewProvider(dist, surroundings({ core, settings, status, inline, testConsent, projectContext, report, log, setKey }));
  running = { panel, core };
  context.subscriptions.push(
    log,
    status,
    today,
    ledgerView,
    vscode.window.registerWebviewViewProvider(PANEL_VIEW_ID, panel),
    vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, inline),
    ...registerCommands({ core, settings, panel, testConsent, ledger: ledgerView, log, report, restartCore, setKey }),
    ...watch({ panel, status, report, restartCore }),
  );
}

export async function deactivate(): Promise<void> {
  await running?.panel.session.dispose();
  await running?.core.dispose();
  running = null;
}

/** The folder that is worked in: of the file that is edited, else the first; null without one. */
function folderOfEditor(): string | null {
  const { activeTextEditor } = vscode.window;
  const folder = (activeTextEditor && vscode.workspace.getWorkspaceFolder(activeTextEditor.document.uri)) ?? vscode.workspace.workspaceFolders?.[0];
  return folder === undefined ? null : folder.uri.scheme === 'file' ? folder.uri.fsPath : folder.uri.toString();
}

interface Services {
  readonly core: Core;
  readonly settings: Settings;
  readonly status: StatusBar;
  readonly inline: InlineProvider;
  readonly testConsent: TestConsent;
  readonly projectContext: ProjectContext;
  readonly log: vscode.LogOutputChannel;
  report(error: unknown): void;
  setKey(): Promise<void>;
}

function surroundings({ core, settings, status, inline, testConsent, projectContext, report, log, setKey }: Services): PanelSurroundings {
  return {
    clock: systemClock,
    reckon: () => core.get(),
    model: () => settings.model(),
    furtherModels: () => settings.furtherModels(),
    defaultLevel: () => settings.get('reckon.budget'),
    limits: () => settings.limits(),
    editorLanguage: () => languageOfEditor(vscode.window.activeTextEditor?.document.languageId),
    blocked: () => (vscode.workspace.isTrusted ? null : vscode.l10n.t('This folder is not trusted. Reckon runs nothing here until you trust it.')),
    ownTests: (task, savedPath) => testConsent.ownTests(task, savedPath),
    withContext: (task, context, level) => projectContext.withContext(task, context, level),
    insert: insertAtCursor,
    copy: async (code) => vscode.env.clipboard.writeText(code),
    chooseModel: () => chooseModel(core.get(), settings),
    downloadModel: (id) => downloadModel(core.get(), id),
    setKey,
    openSettings: async () => {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'reckon');
    },
    onHarderChanged: (isPossible) => {
      void vscode.commands.executeCommand('setContext', 'reckon.canThinkHarder', isPossible);
    },
    onRunChanged: (run) => {
      if (run.isActive) {
        inline.stop();
      }
      status.runChanged(run);
      void vscode.commands.executeCommand('setContext', 'reckon.isRunning', run.isActive);
    },
    report,
    log: (line) => log.info(line),
  };
}

interface Watched {
  readonly panel: PanelViewProvider;
  readonly status: StatusBar;
  report(error: unknown): void;
  restartCore(): Promise<void>;
}

/** Follows what may change under a question: settings, the trust in the folder. */
function watch({ panel, status, report, restartCore }: Watched): vscode.Disposable[] {
  const refresh = (): void => {
    status.refresh();
    panel.session.refresh().catch(report);
  };
  return [
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('reckon.engine') || event.affectsConfiguration('reckon.verification')) {
        restartCore().catch(report);
      }
      if (event.affectsConfiguration('reckon')) {
        refresh();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(refresh),
  ];
}
