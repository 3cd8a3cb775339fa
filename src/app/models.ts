import { join } from 'node:path';
import { cancelledError } from '../base/abort';
import type { Clock } from '../base/clock';
import { ReckonError } from '../base/errors';
import type { ReckonHome } from '../base/home';
import { createOnnxLanguageModel } from '../backends/onnx';
import { createOpenAICompatibleModel } from '../backends/remote';
import type { LanguageModel } from '../model';
import type { WeightsStore } from '../weights';
import type { ModelReference, ReckonOptions } from './types';

/** Models that a provider runs are named `openai-compatible:NAME`. */
export const REMOTE_PREFIX = 'openai-compatible:';

export function isRemote(reference: ModelReference): boolean {
  return reference.model.startsWith(REMOTE_PREFIX);
}

/** Makes each model once and keeps it until the registry is disposed. */
export class ModelRegistry {
  private isDisposed = false;
  private readonly models = new Map<string, Promise<LanguageModel>>();

  constructor(
    private readonly options: ReckonOptions,
    private readonly clock: Clock,
    private readonly home: ReckonHome,
    private readonly weights: WeightsStore,
  ) {}

  /** @throws ReckonError `cancelled` after `dispose`: nobody would end what was started then. */
  get(reference: ModelReference): Promise<LanguageModel> {
    if (this.isDisposed) {
      return Promise.reject(cancelledError());
    }
    const key = JSON.stringify([reference.model, reference.endpoint ?? '']);
    const known = this.models.get(key);
    if (known) {
      return known;
    }
    const made = this.make(reference);
    this.models.set(key, made);
    // A model that could not be made (weights missing, say) may be there at the next try.
    made.catch(() => this.models.delete(key));
    return made;
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    const made = await Promise.allSettled(this.models.values());
    this.models.clear();
    await Promise.all(made.map((each) => (each.status === 'fulfilled' ? each.value.unload() : undefined)));
  }

  private make(reference: ModelReference): Promise<LanguageModel> {
    if (this.options.createModel) {
      return this.options.createModel(reference);
    }
    return isRemote(reference) ? this.makeRemote(reference) : this.makeLocal(reference);
  }

  private async makeLocal(reference: ModelReference): Promise<LanguageModel> {
    return createOnnxLanguageModel({
      engineScript: join(this.options.scriptsFolder, 'engine.js'),
      weights: await this.weights.resolve(reference.model),
      graphsDir: this.home.graphs,
      clock: this.clock,
      ...this.options.engine,
    });
  }

  private async makeRemote(reference: ModelReference): Promise<LanguageModel> {
    const { endpoint } = reference;
    if (endpoint === undefined || endpoint === '') {
      throw new ReckonError('invalid-input', `The model ${reference.model} needs the address of its server.`, {
        hint: 'Give --endpoint URL, or the setting reckon.remote.endpoint, such as http://127.0.0.1:11434/v1.',
      });
    }
    const apiKey = URL.canParse(endpoint) ? await this.options.apiKey?.(endpoint) : undefined;
    requirePrivacy(endpoint, apiKey);
    return createOpenAICompatibleModel({
      endpoint,
      modelName: reference.model.slice(REMOTE_PREFIX.length),
      clock: this.clock,
      ...(apiKey === undefined ? {} : { apiKey }),
    });
  }
}

/** Names of this machine: what is sent to them goes through no wire. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

function requirePrivacy(endpoint: string, apiKey: string | undefined): void {
  if (apiKey !== undefined && new URL(endpoint).protocol === 'http:' && !LOOPBACK.test(new URL(endpoint).hostname)) {
    throw new ReckonError('invalid-input', `The key would be sent to ${endpoint} in the clear.`, { hint: 'Use an https address, or remove the key.' });
  }
}
