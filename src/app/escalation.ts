import { freemem } from 'node:os';
import { stat } from 'node:fs/promises';
import { ReckonError } from '../base/errors';
import type { MeasuredRates, ModelProfile } from '../budget';
import type { LanguageModel, Usage } from '../model';
import type { Escalation, FurtherModel } from '../reasoning';
import type { WeightsStore } from '../weights';
import { isRemote, modelIdOf, REMOTE_PREFIX } from './models';
import type { ModelReference } from './types';

/** What an engine takes of a model whose file has so many bytes: weights, graph and cache of keys and values, on the safe side. */
const MEMORY_PER_BYTE = 2;

/** Where it is looked up what a model is like before it is asked. */
export interface ProfileSources {
  readonly weights: Pick<WeightsStore, 'list'>;
  /** Speeds that were measured on this machine. */
  rates(reference: ModelReference): MeasuredRates | null;
}

export interface EscalationOptions {
  /** Makes a model whose calls are in the ledger. @throws ReckonError why it cannot be had */
  open(reference: ModelReference, abortSignal: AbortSignal): Promise<LanguageModel>;
  onUsage(reference: ModelReference, usage: Usage, samples: number): void;
  /** Memory that is free, in bytes. Default: what the operating system says. */
  freeMemory?(): number;
}

/**
 * The models that a run may go on with. Nothing is made or loaded here.
 * @param first the run's own model, which gives its memory up only where a larger one would not fit beside it
 * @param profiles of that one and then of the further ones, as `profilesOf` has them
 */
export function escalationOf(first: LanguageModel, further: readonly ModelReference[], profiles: readonly ModelProfile[], options: EscalationOptions): Escalation {
  return {
    first: profiles[0] as ModelProfile,
    models: further.map((reference, at) => furtherModel(reference, profiles[at + 1] as ModelProfile, first, options)),
  };
}

/**
 * What is known of the models of a run, its first one first. Nothing is made or loaded.
 * @throws ReckonError `invalid-input` for one that is named twice, `unknown-model` for a name that nothing has
 */
export async function profilesOf(references: readonly ModelReference[], sources: ProfileSources): Promise<readonly ModelProfile[]> {
  requireDifferent(references);
  const sizes = new Map((await sources.weights.list()).map(({ id, bytes }) => [id, bytes]));
  return Promise.all(references.map((reference) => profileOf(reference, sizes, sources)));
}

function furtherModel(reference: ModelReference, profile: ModelProfile, first: LanguageModel, options: EscalationOptions): FurtherModel {
  return {
    profile,
    load: async ({ abortSignal, onProgress }) => {
      const model = await options.open(reference, abortSignal);
      await makeRoom(profile, first, options);
      await model.warmUp({ abortSignal, ...(onProgress ? { onProgress } : {}) });
      return model;
    },
    onUsage: (usage, samples) => options.onUsage(reference, usage, samples),
  };
}

/** The first model stays loaded, as the run may come back to it, unless there is no memory for both; it then loads again when it is asked. */
async function makeRoom({ location, bytes }: ModelProfile, first: LanguageModel, { freeMemory = freemem }: EscalationOptions): Promise<void> {
  if (location === 'local' && bytes !== null && freeMemory() < bytes * MEMORY_PER_BYTE) {
    await first.unload();
  }
}

function requireDifferent(references: readonly ModelReference[]): void {
  const names = references.map(({ model }) => model);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new ReckonError('invalid-input', `The model ${twice} is named twice.`, { hint: 'Name further models that are not the first one, each once.' });
  }
}

async function profileOf(reference: ModelReference, sizes: ReadonlyMap<string, number>, { rates }: ProfileSources): Promise<ModelProfile> {
  const { model, price } = reference;
  if (isRemote(reference)) {
    return { id: modelIdOf(reference), location: 'remote', bytes: null, rates: rates(reference), ...(price === undefined ? {} : { price }) };
  }
  const known = sizes.get(model);
  if (known !== undefined) {
    return { id: modelIdOf(reference), location: 'local', bytes: known, rates: rates(reference) };
  }
  if (!/\.gguf$|[/\\]/i.test(model)) {
    throw new ReckonError('unknown-model', `There is no model "${model}".`, { hint: `Models: ${[...sizes.keys()].join(', ')}; the path of a GGUF file; or ${REMOTE_PREFIX}NAME.` });
  }
  // A file that is not there is said when it is to be loaded.
  const bytes = await stat(model).then(({ size }) => size, () => null);
  return { id: modelIdOf(reference), location: 'local', bytes, rates: rates(reference) };
}
