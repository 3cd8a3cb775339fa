import * as vscode from 'vscode';
import { ReckonError } from '../base/errors';

/** Keys of remote endpoints, one for each server, in VS Code's secret storage and nowhere else. */
export class EndpointKeys {
  constructor(private readonly storage: vscode.SecretStorage) {}

  async get(endpoint: string): Promise<string | undefined> {
    return this.storage.get(nameOf(endpoint));
  }

  /**
   * Asks for the key of a server. False when the person thought better of it.
   * @throws ReckonError `invalid-input` when no server is chosen.
   */
  async ask(endpoint: string): Promise<boolean> {
    if (!URL.canParse(endpoint)) {
      throw new ReckonError('invalid-input', 'No server is chosen yet.', { hint: 'Run "Reckon: Choose Model" and give the address of a server first.' });
    }
    const key = await vscode.window.showInputBox({
      title: vscode.l10n.t('Key for {0}', originOf(endpoint)),
      prompt: vscode.l10n.t('Kept in the secret storage of VS Code. Leave it empty to forget the present one.'),
      password: true,
      ignoreFocusOut: true,
    });
    if (key === undefined) {
      return false;
    }
    await (key === '' ? this.storage.delete(nameOf(endpoint)) : this.storage.store(nameOf(endpoint), key));
    return true;
  }
}

function nameOf(endpoint: string): string {
  return `reckon.key:${originOf(endpoint)}`;
}

/** A key belongs to a server, not to one path on it. */
function originOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).origin : endpoint;
}
