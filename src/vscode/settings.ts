import * as vscode from 'vscode';
import { isRemote, modelIdOf, type ModelReference } from '../app';
import { ReckonError } from '../base/errors';
import type { ComputeBudget } from '../budget/types';
import { readSetting, type SettingKey, type SettingValue } from '../config/settings';

/** Settings as VS Code has them now; what is not valid is named in the log, once, and its default taken. */
export class Settings {
  private readonly warned = new Set<string>();

  constructor(private readonly warn: (line: string) => void) {}

  get<K extends SettingKey>(key: K): SettingValue<K> {
    const { value, problem } = readSetting(key, vscode.workspace.getConfiguration().get(key));
    if (problem !== null && !this.warned.has(problem)) {
      this.warned.add(problem);
      this.warn(problem);
    }
    return value;
  }

  /** Writes where the value that applies comes from: a folder's own setting would otherwise go on to win. */
  async set<K extends SettingKey>(key: K, value: SettingValue<K>): Promise<void> {
    const configuration = vscode.workspace.getConfiguration();
    const isOfWorkspace = configuration.inspect(key)?.workspaceValue !== undefined;
    await configuration.update(key, value, isOfWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global);
  }

  model(): ModelReference {
    return this.reference(this.get('reckon.model'));
  }

  /** Models that a run may go on with. One that was since chosen to answer is not asked twice. */
  furtherModels(): readonly ModelReference[] {
    const others = new Set(this.get('reckon.escalation.models'));
    others.delete(this.get('reckon.model'));
    return [...others].map((model) => this.reference(model));
  }

  /**
   * Limits that hold wherever the slider stands.
   * @throws ReckonError `invalid-input` for a value that is none: with its default there would be no limit, which nobody asked for
   */
  limits(): ComputeBudget {
    const [maxDollars, maxJoules] = [this.limit('reckon.limits.dollars'), this.limit('reckon.limits.joules')];
    return { ...(maxDollars === 0 ? {} : { maxDollars }), ...(maxJoules === 0 ? {} : { maxJoules }) };
  }

  private limit(key: 'reckon.limits.dollars' | 'reckon.limits.joules'): number {
    const { value, problem } = readSetting(key, vscode.workspace.getConfiguration().get(key));
    if (problem !== null) {
      throw new ReckonError('invalid-input', `A limit cannot be kept. ${problem}`, { hint: 'Give the setting a number above 0, or 0 for no limit.' });
    }
    return value;
  }

  private reference(model: string): ModelReference {
    const reference = { model };
    if (!isRemote(reference)) {
      return reference;
    }
    const prices = this.get('reckon.remote.prices');
    const price = prices[modelIdOf(reference)] ?? prices['*'];
    return { ...reference, endpoint: this.get('reckon.remote.endpoint'), ...(price === undefined ? {} : { price }) };
  }
}
