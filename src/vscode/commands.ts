import * as vscode from 'vscode';
import { BUDGET_LEVELS, LEVEL_BUDGETS } from '../app';
import { formatCount, formatSeconds, plural } from '../base/format';
import type { Core } from './core';
import { contextOfSelection } from './editor/selection';
import { chooseModel, downloadModel, importModel } from './models';
import { PANEL_VIEW_ID, type PanelViewProvider } from './panel/viewProvider';
import type { LedgerView } from './ledger/view';
import type { Settings } from './settings';
import type { TestConsent } from './testConsent';
import { exportTrace, openTrace, replayTraceAt } from './traces';

/** What commands work with. */
export interface CommandServices {
  readonly core: Core;
  readonly settings: Settings;
  readonly panel: PanelViewProvider;
  readonly testConsent: TestConsent;
  readonly ledger: LedgerView;
  readonly log: vscode.LogOutputChannel;
  report(error: unknown): void;
  /** Stops the run, if any, and every process; the next question starts anew. */
  restartCore(): Promise<void>;
  /** Asks for the key of the chosen server. */
  setKey(): Promise<void>;
}

type Command = (services: CommandServices) => void | Promise<void>;

/** Every command and what it does. package.json declares the same ones; a test compares them. */
export const COMMANDS = {
  'reckon.solveSelection': async ({ panel }) => {
    const context = await contextOfSelection(vscode.window.activeTextEditor);
    await panel.reveal();
    await panel.session.setQuestion('', context);
    await panel.session.solve();
  },
  'reckon.openPanel': async ({ panel }) => {
    await vscode.commands.executeCommand(`${PANEL_VIEW_ID}.focus`);
    panel.session.focusQuestion();
  },
  'reckon.thinkHarder': async ({ panel }) => {
    await panel.reveal();
    await panel.session.thinkHarder();
  },
  'reckon.stop': ({ panel }) => panel.session.stop(),
  'reckon.setBudget': async ({ panel, settings }) => {
    const items = BUDGET_LEVELS.map((level) => {
      const { maxSamples, maxTokens, maxSeconds } = LEVEL_BUDGETS[level];
      return { label: level, description: `${plural(maxSamples, 'sample')} · ${formatCount(maxTokens)} tokens · ${formatSeconds(maxSeconds)}`, level };
    });
    const item = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Reckon: How much thinking may a question cost?') });
    if (item) {
      panel.session.setLevel(item.level);
      await settings.set('reckon.budget', item.level);
    }
  },
  'reckon.chooseModel': ({ core, settings }) => chooseModel(core.get(), settings),
  'reckon.downloadModel': async ({ core, settings }) => {
    await downloadModel(core.get(), settings.get('reckon.model'));
  },
  'reckon.importModel': async ({ core, settings }) => {
    const id = await importModel(core.get());
    if (id !== undefined) {
      await settings.set('reckon.model', id);
    }
  },
  'reckon.unloadModel': ({ restartCore }) => restartCore(),
  'reckon.setKey': ({ setKey }) => setKey(),
  'reckon.forgetTestConsent': async ({ testConsent }) => {
    await testConsent.forget();
    void vscode.window.showInformationMessage(vscode.l10n.t('Reckon asks again before it runs tests of this workspace.'));
  },
  'reckon.showLedger': ({ ledger }) => ledger.show(),
  'reckon.exportTrace': ({ panel }) => exportTrace(panel.session),
  'reckon.openTrace': async ({ panel }) => {
    await openTrace(panel.session);
    await panel.reveal();
  },
  'reckon.replayTrace': async ({ core, panel }) => {
    await replayTraceAt(panel.session, core.get());
    await panel.reveal();
  },
  'reckon.showLog': ({ log }) => log.show(),
} satisfies Record<string, Command>;

export function registerCommands(services: CommandServices): vscode.Disposable[] {
  return Object.entries<Command>(COMMANDS).map(([id, run]) =>
    vscode.commands.registerCommand(id, async () => {
      try {
        await run(services);
      } catch (error) {
        services.report(error);
      }
    }),
  );
}
