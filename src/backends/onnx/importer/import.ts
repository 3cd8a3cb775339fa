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
import { DATA_FILE, findImport, graphFolder, GRAPH_FILE, IMPORTER_VERSION, SUMMARY_FILE, type ImportedModel, type ImportTarget, type ModelSummary } from './graphCache';
import { GraphBuilder } from './graphBuilder';
import { encodeModel } from './onnxSchema';
import { formFor, needsRescoring, type Precision } from './precision';
import { buildTransformer } from './transformer';
import { createWeightSource, outputMatrix, type WeightSource } from './weightSource';

/** Operators used by the builder are unchanged since these versions. */
export const OPSETS = [{ domain: '', version: 18 }, { domain: 'com.microsoft', version: 1 }];
/** Ends the name of a folder that is being written. */
const UNFINISHED_SUFFIX = '.part';
/** An import writes all the time; one that has been still for this long was killed. */
const ABANDONED_AFTER_MS = 15 * 60_000;

export { findImport, graphFolder, IMPORTER_VERSION, type ImportedModel, type ImportTarget, type ModelSummary } from './graphCache';

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
  target: ImportTarget,
  onProgress: ImportProgress,
  options: ImportOptions = {},
): Promise<ImportedModel> {
  const shape = readHyperparameters(file);
  const { graphsDir, precision } = target;
  const folder = graphFolder(target);
  const unfinished = `${folder}.${randomUUID()}${UNFINISHED_SUFFIX}`;
  try {
    await mkdir(unfinished, { recursive: true });
    await removeAbandoned(graphsDir, basename(folder));
    await writeImport(file, shape, precision, unfinished, onProgress, options);
    return await publish(unfinished, target);
  } catch (error) {
    throw describeFailure(error, graphsDir);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function writeImport(
  file: GgufFile,
  shape: Hyperparameters,
  precision: Precision,
  folder: string,
  onProgress: ImportProgress,
  { abortSignal, write }: ImportOptions,
): Promise<void> {
  const reader = new TensorReader();
  try {
    const data = new DataFile(join(folder, DATA_FILE), DATA_FILE, write);
    try {
      const total = [...file.tensors.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
      let read = 0;
      const source = createWeightSource(file, reader, precision, (bytes) => {
        read += bytes;
      });
      const graph = await buildGraph(shape, source, data, () => onProgress(Math.min(1, read / total)), abortSignal);
      onProgress(1);
      data.flush();
      await writeFile(join(folder, GRAPH_FILE), encodeModel({ graph: graph.toGraph(), opsets: OPSETS, metadata: describeWeights(file, precision) }));
      await writeFile(join(folder, SUMMARY_FILE), JSON.stringify(summarize(file, shape, precision, data.bytes), null, 2));
    } finally {
      data.close();
    }
  } finally {
    reader.close();
  }
}

async function buildGraph(
  shape: Hyperparameters,
  source: WeightSource,
  data: DataFile,
  onLayer: () => void,
  abortSignal: AbortSignal | undefined,
): Promise<GraphBuilder> {
  const graph = new GraphBuilder(data);
  for (const layerDone of buildTransformer(graph, shape, source)) {
    void layerDone;
    onLayer();
    // Packing a layer is one long computation: let messages in between, a cancel among them.
    await nextTurn();
    throwIfAborted(abortSignal);
  }
  onLayer();
  return graph;
}

function describeWeights(file: GgufFile, precision: Precision): Record<string, string> {
  return { importer_version: String(IMPORTER_VERSION), weights: precision, forms: describeForms(file, precision).join(', ') };
}

/** How many matrices of each encoding are stored as what. */
function describeForms(file: GgufFile, precision: Precision): string[] {
  const counts = new Map<string, number>();
  const has = (name: string): boolean => file.tensors.has(name);
  for (const { name, type, rows, columns } of file.tensors.values()) {
    const isOutput = name === outputMatrix({ has });
    // Rows of the embedding table are read from the file as they are needed.
    if (rows === 1 || (name === 'token_embd.weight' && !isOutput)) {
      continue;
    }
    const form = formFor(precision, isOutput ? 'output' : 'layer', type, columns);
    const stored = form === null ? 'float32' : `${form.bits} bits/${form.blockSize}${form.corrected ? ' corrected' : ''}`;
    const key = `${type} as ${stored}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => `${key} x ${count}`);
}

function summarize(file: GgufFile, shape: Hyperparameters, precision: Precision, dataBytes: number): ModelSummary {
  const parameters = [...file.tensors.values()].reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  const tokens = file.metadata['tokenizer.ggml.tokens'];
  const supportsInfill = Array.isArray(tokens) && ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'].every((token) => tokens.includes(token));
  const output = file.tensors.get(outputMatrix({ has: (name) => file.tensors.has(name) }));
  const rescores = output !== undefined && needsRescoring(precision, output.type, output.columns);
  const forms = describeForms(file, precision);
  return { contextLength: shape.contextLength, parameters, supportsInfill, precision, forms, rescores, dataBytes };
}

/** Another process may have finished the same import first; its result is as good. A damaged one gives way. */
async function publish(unfinished: string, target: ImportTarget): Promise<ImportedModel> {
  const folder = graphFolder(target);
  const moved = await moveInto(unfinished, folder);
  if (!moved && !findImport(target)) {
    await rm(folder, { recursive: true, force: true });
    await moveInto(unfinished, folder);
  }
  const imported = findImport(target);
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
    // The data file grows as long as its importer lives; a folder without one (no `stat`) has only just been made.
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
