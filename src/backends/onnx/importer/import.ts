import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../../base/abort';
import { ReckonError } from '../../../base/errors';
import { readHyperparameters, type Hyperparameters } from '../gguf/hyperparameters';
import { TensorReader } from '../gguf/tensorReader';
import type { GgufFile } from '../gguf/types';
import { DataFile, type WriteBytes } from './dataFile';
import { DATA_FILE, findImport, graphFolder, GRAPH_FILE, IMPORTER_VERSION, SUMMARY_FILE, type ImportedModel, type ModelSummary } from './graphCache';
import { GraphBuilder } from './graphBuilder';
import { encodeModel } from './onnxSchema';
import { buildTransformer } from './transformer';
import { createWeightSource } from './weightSource';

/** Operators used by the builder are unchanged since these versions. */
const OPSETS = [{ domain: '', version: 18 }, { domain: 'com.microsoft', version: 1 }];
/** Ends the name of a folder that is being written. */
const UNFINISHED_SUFFIX = '.part';
/** An import writes all the time; one that has been still for this long was killed. */
const ABANDONED_AFTER_MS = 15 * 60_000;

export { findImport, graphFolder, IMPORTER_VERSION, type ImportedModel, type ModelSummary } from './graphCache';

/** Called with the fraction of the file that has been read, 0 to 1. */
export type ImportProgress = (fraction: number) => void;

export interface ImportOptions {
  readonly abortSignal?: AbortSignal;
  /** Replaces how weights are written, so that a test can have a full disk. */
  readonly write?: WriteBytes;
}

/**
 * Writes a GGUF model as an ONNX graph with external data. Everything is written to a folder of its
 * own first and then renamed, so that a reader sees a whole import or none, and of two importers at
 * once the later one finds the work done.
 * @throws ReckonError `unsupported-model`, `model-corrupt`, `disk-full` or `cancelled`; nothing is left behind.
 */
export async function importModel(
  file: GgufFile,
  sha256: string,
  graphsDir: string,
  onProgress: ImportProgress,
  options: ImportOptions = {},
): Promise<ImportedModel> {
  const shape = readHyperparameters(file);
  const folder = graphFolder(graphsDir, sha256);
  const unfinished = `${folder}.${randomUUID()}${UNFINISHED_SUFFIX}`;
  try {
    await mkdir(unfinished, { recursive: true });
    await removeAbandoned(graphsDir, basename(folder));
    await writeImport(file, shape, unfinished, onProgress, options);
    return await publish(unfinished, graphsDir, sha256);
  } catch (error) {
    throw describeFailure(error, graphsDir);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function writeImport(
  file: GgufFile,
  shape: Hyperparameters,
  folder: string,
  onProgress: ImportProgress,
  { abortSignal, write }: ImportOptions,
): Promise<void> {
  const reader = new TensorReader();
  try {
    const data = new DataFile(join(folder, DATA_FILE), DATA_FILE, write);
    try {
      const graph = await buildGraph(file, shape, reader, data, onProgress, abortSignal);
      data.flush();
      await writeFile(join(folder, GRAPH_FILE), encodeModel({ graph: graph.toGraph(), opsets: OPSETS, metadata: describeWeights(file) }));
      await writeFile(join(folder, SUMMARY_FILE), JSON.stringify(summarize(file, shape, data.bytes), null, 2));
    } finally {
      data.close();
    }
  } finally {
    reader.close();
  }
}

async function buildGraph(
  file: GgufFile,
  shape: Hyperparameters,
  reader: TensorReader,
  data: DataFile,
  onProgress: ImportProgress,
  abortSignal: AbortSignal | undefined,
): Promise<GraphBuilder> {
  const total = [...file.tensors.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  let read = 0;
  const graph = new GraphBuilder(data);
  const source = createWeightSource(file, reader, (bytes) => {
    read += bytes;
  });
  for (const layerDone of buildTransformer(graph, shape, source)) {
    void layerDone;
    onProgress(Math.min(1, read / total));
    // Packing a layer is one long computation: let messages in between, a cancel among them.
    await nextTurn();
    throwIfAborted(abortSignal);
  }
  onProgress(1);
  return graph;
}

function describeWeights(file: GgufFile): Record<string, string> {
  const counts = new Map<string, number>();
  for (const { type } of file.tensors.values()) {
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const types = [...counts].map(([type, count]) => `${type} x ${count}`).join(', ');
  return { importer_version: String(IMPORTER_VERSION), weights: 'exact', source_types: types };
}

function summarize(file: GgufFile, shape: Hyperparameters, dataBytes: number): ModelSummary {
  const parameters = [...file.tensors.values()].reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  const tokens = file.metadata['tokenizer.ggml.tokens'];
  const supportsInfill = Array.isArray(tokens) && ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'].every((token) => tokens.includes(token));
  return { contextLength: shape.contextLength, parameters, supportsInfill, dataBytes };
}

/** Another process may have finished the same import first; its result is as good. A damaged one gives way. */
async function publish(unfinished: string, graphsDir: string, sha256: string): Promise<ImportedModel> {
  const folder = graphFolder(graphsDir, sha256);
  const moved = await moveInto(unfinished, folder);
  if (!moved && !findImport(graphsDir, sha256)) {
    await rm(folder, { recursive: true, force: true });
    await moveInto(unfinished, folder);
  }
  const imported = findImport(graphsDir, sha256);
  if (!imported) {
    throw new Error(`The import at ${folder} cannot be read back.`);
  }
  return imported;
}

/** False when there is a folder of that name already. */
async function moveInto(unfinished: string, folder: string): Promise<boolean> {
  try {
    await rename(unfinished, folder);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Which one depends on the platform.
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM') {
      return false;
    }
    throw error;
  }
}

/** Removes what killed imports of the same file left behind. */
async function removeAbandoned(graphsDir: string, prefix: string): Promise<void> {
  const names = (await readdir(graphsDir)).filter((name) => name.startsWith(`${prefix}.`) && name.endsWith(UNFINISHED_SUFFIX));
  for (const name of names) {
    const folder = join(graphsDir, name);
    // The data file grows as long as its importer lives; a folder without one has only just been made.
    const written = await stat(join(folder, DATA_FILE)).catch(() => null);
    if (written && Date.now() - written.mtimeMs > ABANDONED_AFTER_MS) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function describeFailure(error: unknown, graphsDir: string): unknown {
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
    return new ReckonError('disk-full', `There is no room for the imported model in ${graphsDir}.`, {
      hint: 'Free about 1 GB there, or set RECKON_HOME to a folder on another disk.',
      cause: error,
    });
  }
  return error;
}
