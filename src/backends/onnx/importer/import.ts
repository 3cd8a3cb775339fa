import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nextTurn } from '../../../base/turn';
import { throwIfAborted } from '../../../base/abort';
import { flushFolder, storageError } from '../../../base/storage';
import { readHyperparameters, type Hyperparameters } from '../gguf/hyperparameters';
import { TensorReader } from '../gguf/tensorReader';
import type { GgufFile } from '../gguf/types';
import { DataFile, type WriteBytes } from './dataFile';
import { DATA_FILE, graphFolder, GRAPH_FILE, IMPORTER_VERSION, SUMMARY_FILE, type ImportedModel, type ImportTarget, type ModelSummary } from './graphCache';
import { importBytes, storedMatrices } from './forms';
import { GraphBuilder } from './graphBuilder';
import { encodeModel } from './onnxSchema';
import { needsRescoring, type Precision } from './precision';
import { publish } from './publish';
import { buildTransformer } from './transformer';
import { removeAbandoned, removeQuietly, unfinishedBeside } from './unfinished';
import { createWeightSource, outputMatrix, type WeightSource } from './weightSource';

/** Operators used by the builder are unchanged since these versions. */
export const OPSETS = [{ domain: '', version: 18 }, { domain: 'com.microsoft', version: 1 }];

/** So that a power cut cannot leave a name without its bytes. */
const FLUSHED = { flush: true } as const;

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
 * @throws ReckonError `unsupported-model`, `model-corrupt`, `disk-full`, `invalid-input` (a folder that cannot be
 * written to) or `cancelled`; nothing is left behind.
 */
export async function importModel(
  file: GgufFile,
  target: ImportTarget,
  onProgress: ImportProgress,
  options: ImportOptions = {},
): Promise<ImportedModel> {
  const shape = readHyperparameters(file);
  const { graphsDir, precision } = target;
  const unfinished = unfinishedBeside(graphFolder(target));
  try {
    await mkdir(unfinished, { recursive: true });
    await removeAbandoned(graphsDir);
    await writeImport(file, shape, precision, unfinished, onProgress, options);
    return await publish(unfinished, target);
  } catch (error) {
    throw storageError(error, graphsDir, importBytes(file, shape, precision)) ?? error;
  } finally {
    await removeQuietly(unfinished);
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
      const encoded = encodeModel({ graph: graph.toGraph(), opsets: OPSETS, metadata: describeWeights(file, precision) });
      await writeFile(join(folder, GRAPH_FILE), encoded, FLUSHED);
      const summary = summarize(file, precision, { dataBytes: data.bytes, graphBytes: encoded.length });
      await writeFile(join(folder, SUMMARY_FILE), JSON.stringify(summary, null, 2), FLUSHED);
      await flushFolder(folder);
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
  for (const { tensor, form } of storedMatrices(file, precision)) {
    const stored = form === null ? 'float32' : `${form.bits} bits/${form.blockSize}${form.corrected ? ' corrected' : ''}`;
    const key = `${tensor.type} as ${stored}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => `${key} x ${count}`);
}

function summarize(file: GgufFile, precision: Precision, lengths: Pick<ModelSummary, 'dataBytes' | 'graphBytes'>): ModelSummary {
  const parameters = [...file.tensors.values()].reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  const output = file.tensors.get(outputMatrix({ has: (name) => file.tensors.has(name) }));
  const rescores = output !== undefined && needsRescoring(precision, output.type, output.columns);
  return { parameters, rescores, ...lengths };
}
