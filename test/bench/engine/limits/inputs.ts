import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readHyperparameters, type Hyperparameters } from '../../../../src/backends/onnx/gguf/hyperparameters';
import { readGguf } from '../../../../src/backends/onnx/gguf/read';
import type { GgufFile } from '../../../../src/backends/onnx/gguf/types';
import { DATA_FILE, findImport } from '../../../../src/backends/onnx/importer/graphCache';
import { exportBytes, exportFolder } from '../engines/transformersExport';
import type { PerEngine } from '../results';
import type { LimitInputs } from './roofline';

const EMBEDDING = 'token_embd.weight';
const FLOAT_BYTES = 4;
/** llama.cpp keeps keys and values as 16-bit floats unless told otherwise. */
const HALF_BYTES = 2;

/** What each engine has to move for each token, from the files themselves. Reckon's import must be there. */
export async function readLimitInputs(weightsPath: string, graphsDir: string, cache: string, sha256: string): Promise<PerEngine<LimitInputs>> {
  const file = await readGguf(weightsPath);
  const shape = readHyperparameters(file);
  const work = { multiplyAddsPerToken: multiplyAdds(file), attentionPerToken: 2 * shape.layers * shape.heads * shape.headSize };
  const cached = 2 * shape.layers * shape.kvHeads * shape.headSize;
  const llama: LimitInputs = { ...work, weightBytes: fileBytes(file), cacheBytesPerToken: cached * HALF_BYTES, sharesPrompt: false };
  const floats = { ...work, cacheBytesPerToken: cached * FLOAT_BYTES };
  const imported = importBytes(graphsDir, sha256, shape);
  const exported = transformersBytes(cache, sha256, shape);
  return {
    ...(imported === null ? {} : { reckon: { ...floats, weightBytes: imported, sharesPrompt: true } }),
    'node-llama-cpp': llama,
    'node-llama-cpp-state': llama,
    ...(exported === null ? {} : { 'transformers.js': { ...floats, weightBytes: exported, sharesPrompt: false } }),
  };
}

/** Of the matrices that a token is multiplied with: all but the embedding table, unless that is the output matrix too. */
function multiplyAdds(file: GgufFile): number {
  return products(file).reduce((sum, { rows, columns }) => sum + rows * columns, 0);
}

function fileBytes(file: GgufFile): number {
  return products(file).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function products(file: GgufFile) {
  const tied = !file.tensors.has('output.weight');
  return [...file.tensors.values()].filter(({ name, rows }) => rows > 1 && (name !== EMBEDDING || tied));
}

/** The data file without the tables of rotations, of which a step reads a few rows. The embedding table is not in it. */
function importBytes(graphsDir: string, sha256: string, shape: Hyperparameters): number | null {
  const imported = findImport({ graphsDir, sha256, precision: 'compact' });
  return imported === null ? null : statSync(join(imported.folder, DATA_FILE)).size - rotationBytes(shape);
}

/** The export without the same tables, and without its embedding table of float32. */
function transformersBytes(cache: string, sha256: string, shape: Hyperparameters): number | null {
  const folder = exportFolder(cache, sha256);
  return existsSync(folder) ? exportBytes(folder) - rotationBytes(shape) - shape.vocabularySize * shape.width * FLOAT_BYTES : null;
}

function rotationBytes({ contextLength, headSize }: Hyperparameters): number {
  return contextLength * headSize * FLOAT_BYTES;
}
