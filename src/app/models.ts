import { basename, join } from 'node:path';
import { cancelledError, raceAbort, throwIfAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { ReckonError } from '../base/errors';
import type { ReckonHome } from '../base/home';
import { createOnnxLanguageModel } from '../backends/onnx';
import { createOpenAICompatibleModel } from '../backends/remote';
import type { LanguageModel, ModelInfo } from '../model';
import type { WeightsStore } from '../weights';
import type { ModelReference, ReckonOptions } from './types';

/** Models that a provider runs are named `openai-compatible:NAME`. */
export const REMOTE_PREFIX = 'openai-compatible:';

export function isRemote(reference: ModelReference): boolean {
  return reference.model.startsWith(REMOTE_PREFIX);
}

/** As `ModelInfo.modelId` has it. */
export function modelIdOf(reference: ModelReference): string {
  const { model } = reference;
  return isRemote(reference) ? model.slice(REMOTE_PREFIX.length) : basename(model).replace(/\.gguf$/i, '');
}

/** By which a model that was recorded elsewhere, or under a path, is known here. */
export function referenceTo({ modelId, location, price }: Pick<ModelInfo, 'modelId' | 'location' | 'price'>): ModelReference {
  return { model: location === 'remote' ? `${REMOTE_PREFIX}${modelId}` : modelId, ...(price === undefined ? {} : { price }) };
}

interface Entry {
  readonly model: Promise<LanguageModel>;
  /** Ends the making. */
  readonly stop: AbortController;
  isMade: boolean;
  /** Callers that wait for it. */
  waiting: number;
}

/** Makes each model once and keeps it until the registry is disposed. */
export class ModelRegistry {
  private isDisposed = false;
  private readonly models = new Map<string, Entry>();

  constructor(
    private readonly options: ReckonOptions,
    private readonly clock: Clock,
    private readonly home: ReckonHome,
    private readonly weights: WeightsStore,
  ) {}

  /**
   * Making a model can mean reading gigabytes, to check them. That ends when everybody who waits for it has left.
   * @throws ReckonError `cancelled` when `abortSignal` aborts, and after `dispose`: nobody would end what was started then.
   */
  async get(reference: ModelReference, abortSignal?: AbortSignal): Promise<LanguageModel> {
    if (this.isDisposed) {
      throw cancelledError();
    }
    throwIfAborted(abortSignal);
    const key = JSON.stringify([reference.model, reference.endpoint ?? '', reference.price ?? null]);
    const entry = this.models.get(key) ?? this.begin(key, reference);
    entry.waiting += 1;
    try {
      return await raceAbort(entry.model, abortSignal);
    } finally {
      entry.waiting -= 1;
      if (entry.waiting === 0 && !entry.isMade) {
        entry.stop.abort();
        this.forget(key, entry);
      }
    }
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    const entries = [...this.models.values()];
    entries.filter(({ isMade }) => !isMade).forEach(({ stop }) => stop.abort());
    const made = await Promise.allSettled(entries.map(({ model }) => model));
    this.models.clear();
    await Promise.all(made.map((each) => (each.status === 'fulfilled' ? each.value.unload() : undefined)));
  }

  private begin(key: string, reference: ModelReference): Entry {
    const stop = new AbortController();
    const entry: Entry = { model: this.make(reference, stop.signal), stop, isMade: false, waiting: 0 };
    this.models.set(key, entry);
    entry.model.then(
      () => {
        entry.isMade = true;
      },
      // A model that could not be made (weights missing, say) may be there at the next try.
      () => this.forget(key, entry),
    );
    return entry;
  }

  /** A model that is made all the same has started nothing yet: its engine starts with its first use. */
  private forget(key: string, entry: Entry): void {
    if (this.models.get(key) === entry) {
      this.models.delete(key);
    }
  }

  private make(reference: ModelReference, signal: AbortSignal): Promise<LanguageModel> {
    if (this.options.createModel) {
      return this.options.createModel(reference);
    }
    return isRemote(reference) ? this.makeRemote(reference) : this.makeLocal(reference, signal);
  }

  private async makeLocal(reference: ModelReference, signal: AbortSignal): Promise<LanguageModel> {
    return createOnnxLanguageModel({
      engineScript: join(this.options.scriptsFolder, 'engine.js'),
      weights: await this.weights.resolve(reference.model, { signal }),
      graphsDir: this.home.graphs,
      clock: this.clock,
      ...this.options.engine,
    });
  }

  private async makeRemote(reference: ModelReference): Promise<LanguageModel> {
    const { endpoint, price } = reference;
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
      ...(price === undefined ? {} : { price }),
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
