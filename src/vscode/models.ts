import * as vscode from 'vscode';
import { REMOTE_PREFIX, type Reckon } from '../app';
import { formatBytes } from '../base/format';
import { signalOf } from './cancellation';
import type { Settings } from './settings';

interface ModelItem extends vscode.QuickPickItem {
  pick(): Promise<string | undefined>;
}

/** Lets a person choose what answers: a model of the catalogue, a file of their own, or a server. Sets `reckon.model`. */
export async function chooseModel(reckon: Reckon, settings: Settings): Promise<void> {
  const listings = await reckon.weights.list();
  const present = settings.get('reckon.model');
  const items: ModelItem[] = [
    ...listings.map((model): ModelItem => ({
      label: model.id,
      description: `${formatBytes(model.bytes)}, ${model.state}${model.id === present ? vscode.l10n.t(', in use') : ''}`,
      detail: model.title,
      pick: () => Promise.resolve(model.id),
    })),
    { label: vscode.l10n.t('$(file-binary) A GGUF file…'), pick: () => importModel(reckon) },
    { label: vscode.l10n.t('$(server) A server that speaks OpenAI\'s protocol…'), pick: () => chooseServer(settings) },
  ];
  const item = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Reckon: Which model answers?'), matchOnDetail: true });
  const model = await item?.pick();
  if (model !== undefined) {
    await settings.set('reckon.model', model);
  }
}

/** Asks for a GGUF file and checks it. Returns its id. */
export async function importModel(reckon: Reckon): Promise<string | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t('A GGUF model'), filters: { GGUF: ['gguf'] } })) ?? [];
  if (file === undefined) {
    return undefined;
  }
  return withProgress(vscode.l10n.t('Reckon: reading {0}', file.fsPath), async (signal) => (await reckon.weights.importFile(file.fsPath, { signal })).modelId);
}

async function chooseServer(settings: Settings): Promise<string | undefined> {
  const endpoint = await vscode.window.showInputBox({
    title: vscode.l10n.t('Address of the server'),
    value: settings.get('reckon.remote.endpoint') || 'http://127.0.0.1:11434/v1',
    validateInput: (value) => (URL.canParse(value) ? undefined : vscode.l10n.t('An address such as http://127.0.0.1:11434/v1')),
  });
  const name = endpoint && (await vscode.window.showInputBox({ title: vscode.l10n.t('Name of the model on that server') }));
  if (!endpoint || !name) {
    return undefined;
  }
  await settings.set('reckon.remote.endpoint', endpoint);
  return REMOTE_PREFIX + name;
}

/**
 * Downloads a model of the catalogue with a progress notification.
 * @throws ReckonError `cancelled` when the person ends it.
 */
export async function downloadModel(reckon: Reckon, id: string): Promise<void> {
  await withProgress(vscode.l10n.t('Reckon: {0}', id), async (signal, progress) => {
    let shown = 0;
    await reckon.weights.fetch(id, {
      signal,
      onProgress: ({ phase, source, receivedBytes, totalBytes }) => {
        const percent = totalBytes === 0 ? 0 : (receivedBytes / totalBytes) * 100;
        const message = phase === 'checking' ? vscode.l10n.t('checking') : vscode.l10n.t('{0} of {1} from the {2}', formatBytes(receivedBytes), formatBytes(totalBytes), source);
        progress.report({ increment: Math.max(0, percent - shown), message });
        shown = Math.max(shown, percent);
      },
    });
  });
}

/** A notification that can be cancelled around work that can. */
function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, progress: vscode.Progress<{ message?: string; increment?: number }>) => Promise<T>,
): Promise<T> {
  return Promise.resolve(
    vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
      const { signal, dispose } = signalOf(token);
      try {
        return await work(signal, progress);
      } finally {
        dispose();
      }
    }),
  );
}
