import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readHyperparameters, type Hyperparameters } from '../../../../src/backends/onnx/gguf/hyperparameters';
import { readGguf } from '../../../../src/backends/onnx/gguf/read';
import type { GgufFile } from '../../../../src/backends/onnx/gguf/types';
import { DATA_FILE, findImport } from '../../../../src/backends/onnx/importer/graphCache';
import type { EngineId } from '../protocol';
import type { PerEngine } from '../results';
import type { LimitInputs } from './roofline';

const EMBEDDING = 'token_embd.weight';
const FLOAT_BYTES = 4;
/** llama.cpp keeps keys and values as 16-bit floats unless told otherwise. */
const HALF_BYTES = 2;

/** What each engine has to move for each token, from the files themselves. Reckon's import must be there. */
export async function readLimitInputs(weightsPath: string, graphsDir: string, sha256: string): Promise<PerEngine<LimitInputs> & { readonly reckon: LimitInputs }> {
  const file = await readGguf(weightsPath);
  const shape = readHyperparameters(file);
  const work = { multiplyAddsPerToken: multiplyAdds(file), attentionPerToken: 2 * shape.layers * shape.heads * shape.headSize };
  const cached = 2 * shape.layers * shape.kvHeads * shape.headSize;
  const llama: LimitInputs = { ...work, weightBytes: fileBytes(file), cacheBytesPerToken: cached * HALF_BYTES, sharesPrompt: false };
  const reckon: LimitInputs = { ...work, weightBytes: importBytes(graphsDir, sha256, shape), cacheBytesPerToken: cached * FLOAT_BYTES, sharesPrompt: true };
  const engines: readonly EngineId[] = ['node-llama-cpp', 'node-llama-cpp-state'];
  return { ...Object.fromEntries(engines.map((id) => [id, llama])), reckon };
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
function importBytes(graphsDir: string, sha256: string, { contextLength, headSize }: Hyperparameters): number {
  const imported = findImport(graphsDir, sha256);
  if (imported === null) {
    throw new Error('The model has not been imported.');
  }
  const rotations = contextLength * headSize * FLOAT_BYTES;
  return statSync(join(imported.folder, DATA_FILE)).size - rotations;
}
