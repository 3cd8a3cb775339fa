import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ReckonError } from '../../../base/errors';
import { readHyperparameters, type Hyperparameters } from '../gguf/hyperparameters';
import type { GgufFile } from '../gguf/types';
import { GraphBuilder, type ExternalData } from './graphBuilder';
import { encodeModel } from './onnxSchema';
import { buildTransformer } from './transformer';
import { createWeightSource } from './weightSource';

/** Raised whenever an older import would compute something else than a newer one. */
export const IMPORTER_VERSION = 1;

const GRAPH_FILE = 'model.onnx';
const DATA_FILE = 'weights.bin';
const SUMMARY_FILE = 'model.json';
/** onnxruntime maps external data; aligned offsets let it use the pages as they are. */
const ALIGNMENT = 4096;
/** Operators used below are unchanged since these versions. */
const OPSETS = [{ domain: '', version: 18 }, { domain: 'com.microsoft', version: 1 }];

/** What is known of an imported model without opening its weights. */
export interface ImportedModel {
  readonly folder: string;
  readonly graphPath: string;
  readonly summary: ModelSummary;
}

const summarySchema = z.object({
  contextLength: z.number(),
  parameters: z.number(),
  supportsInfill: z.boolean(),
});
export type ModelSummary = z.infer<typeof summarySchema>;

export function graphFolder(graphsDir: string, sha256: string): string {
  return join(graphsDir, `${sha256}-v${IMPORTER_VERSION}`);
}

/** An earlier import of the same file by the same importer; null when there is none. */
export async function findImport(graphsDir: string, sha256: string): Promise<ImportedModel | null> {
  const folder = graphFolder(graphsDir, sha256);
  try {
    const summary = summarySchema.parse(JSON.parse(await readFile(join(folder, SUMMARY_FILE), 'utf8')));
    await access(join(folder, GRAPH_FILE));
    return { folder, graphPath: join(folder, GRAPH_FILE), summary };
  } catch {
    // Not there, or not readable: importing again is the answer to both.
    return null;
  }
}

/**
 * Writes a GGUF model as an ONNX graph with external data. Everything is written to a folder of its
 * own first and then renamed, so that a reader sees a whole import or none, and of two importers at
 * once the later one finds the work done.
 * @throws ReckonError `unsupported-model`, `model-corrupt` or `disk-full`.
 */
export async function importModel(
  file: GgufFile,
  sha256: string,
  graphsDir: string,
  onProgress: (fraction: number) => void,
): Promise<ImportedModel> {
  const shape = readHyperparameters(file);
  const folder = graphFolder(graphsDir, sha256);
  const unfinished = `${folder}.${randomUUID()}.part`;
  try {
    await mkdir(unfinished, { recursive: true });
    await writeImport(file, shape, unfinished, onProgress);
    await publish(unfinished, folder);
  } catch (error) {
    throw describeFailure(error, graphsDir);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  const imported = await findImport(graphsDir, sha256);
  if (!imported) {
    throw new Error(`The import at ${folder} cannot be read back.`);
  }
  return imported;
}

async function writeImport(file: GgufFile, shape: Hyperparameters, folder: string, onProgress: (fraction: number) => void): Promise<void> {
  const total = [...file.tensors.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  let read = 0;
  const descriptor = openSync(file.path, 'r');
  const data = new DataFile(join(folder, DATA_FILE));
  try {
    const graph = new GraphBuilder(data);
    const source = createWeightSource(file, descriptor, (bytes) => {
      read += bytes;
      onProgress(read / total);
    });
    buildTransformer(graph, shape, source);
    data.flush();
    await writeFile(join(folder, GRAPH_FILE), encodeModel({ graph: graph.toGraph(), opsets: OPSETS, metadata: { importer: String(IMPORTER_VERSION) } }));
  } finally {
    data.close();
    closeSync(descriptor);
  }
  await writeFile(join(folder, SUMMARY_FILE), JSON.stringify(summarize(file, shape), null, 2));
}

function summarize(file: GgufFile, shape: Hyperparameters): ModelSummary {
  const parameters = [...file.tensors.values()].reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  const tokens = file.metadata['tokenizer.ggml.tokens'];
  const supportsInfill = Array.isArray(tokens) && ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'].every((token) => tokens.includes(token));
  return { contextLength: shape.contextLength, parameters, supportsInfill };
}

/** Another process may have finished the same import first; its result is as good. */
async function publish(unfinished: string, folder: string): Promise<void> {
  try {
    await rename(unfinished, folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'EPERM') {
      throw error;
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

/** The weights beside the graph, appended one after another. */
class DataFile implements ExternalData {
  readonly fileName = DATA_FILE;
  private readonly descriptor: number;
  private end = 0;

  constructor(path: string) {
    this.descriptor = openSync(path, 'w');
  }

  append(bytes: Uint8Array): number {
    const offset = Math.ceil(this.end / ALIGNMENT) * ALIGNMENT;
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.descriptor, bytes, done, bytes.length - done, offset + done);
    }
    this.end = offset + bytes.length;
    return offset;
  }

  flush(): void {
    fsyncSync(this.descriptor);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
