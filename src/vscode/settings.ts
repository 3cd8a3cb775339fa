import * as vscode from 'vscode';
import { isRemote, type ModelReference } from '../app';
import { readSetting, type SettingKey, type SettingValue } from '../config/settings';

/** Settings as VS Code has them now; what is not valid is named in the log and its default taken. */
export class Settings {
  constructor(private readonly warn: (line: string) => void) {}

  get<K extends SettingKey>(key: K): SettingValue<K> {
    const { value, problem } = readSetting(key, vscode.workspace.getConfiguration().get(key));
    if (problem !== null) {
      this.warn(problem);
    }
    return value;
  }

  async set<K extends SettingKey>(key: K, value: SettingValue<K>): Promise<void> {
    await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
  }

  model(): ModelReference {
    const reference = { model: this.get('reckon.model') };
    return isRemote(reference) ? { ...reference, endpoint: this.get('reckon.remote.endpoint') } : reference;
  }
}
