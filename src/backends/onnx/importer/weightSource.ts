import { ReckonError } from '../../../base/errors';
import { dequantize } from '../gguf/dequantize';
import type { TensorReader } from '../gguf/tensorReader';
import { isFloatType, type GgufFile, type GgufTensor } from '../gguf/types';
import { exactForm, packMatrix, type PackedMatrix } from './pack';
import { formFor, type MatrixRole, type Precision } from './precision';
import { requantize } from './requantize';

/** A weight matrix: packed for MatMulNBits, or `[rows, columns]` float32. */
export type Matrix = PackedMatrix | { readonly rows: number; readonly columns: number; readonly weights: Float32Array };

export interface WeightSource {
  /** @throws ReckonError when the tensor is missing or has another shape. */
  matrix(name: string, rows: number, columns: number, role?: MatrixRole): Matrix;
  vector(name: string, length: number): Float32Array;
  /** Null when the file does not have it. */
  optionalVector(name: string, length: number): Float32Array | null;
  has(name: string): boolean;
}

const EMBEDDINGS = 'token_embd.weight';

/** Models without an output matrix of their own use the embedding table (2016, 1608.05859). */
export function outputMatrix(weights: Pick<WeightSource, 'has'>): string {
  return weights.has('output.weight') ? 'output.weight' : EMBEDDINGS;
}

/** Weights that a token is multiplied with: all but those of an embedding table that is only looked up, because there is an output matrix beside it. */
export function multipliedWeights({ tensors }: Pick<GgufFile, 'tensors'>): number {
  const isLookedUp = outputMatrix({ has: (name) => tensors.has(name) }) !== EMBEDDINGS;
  return [...tensors].reduce((sum, [name, { rows, columns }]) => sum + (isLookedUp && name === EMBEDDINGS ? 0 : rows * columns), 0);
}

/** Tensors of a GGUF file, read one at a time, so that memory holds one matrix and not the model. */
export function createWeightSource(file: GgufFile, reader: TensorReader, precision: Precision, onBytes: (bytes: number) => void): WeightSource {
  const read = (tensor: GgufTensor): Uint8Array => {
    const bytes = reader.read(tensor);
    onBytes(tensor.byteLength);
    return bytes;
  };
  const vector = (name: string, length: number): Float32Array => {
    const tensor = find(file, name, 1, length);
    return dequantize(tensor.type, read(tensor), length);
  };
  return {
    has: (name) => file.tensors.has(name),
    vector,
    optionalVector: (name, length) => (file.tensors.has(name) ? vector(name, length) : null),
    matrix: (name, rows, columns, role = 'layer'): Matrix => {
      const tensor = find(file, name, rows, columns);
      const form = formFor(precision, role, tensor.type, columns);
      if (form !== null && form !== exactForm(tensor.type)) {
        onBytes(tensor.byteLength);
        return requantize(rows, columns, form, (from, to) => readRows(reader, tensor, from, to));
      }
      const { type } = tensor;
      const bytes = read(tensor);
      return isFloatType(type) ? { rows, columns, weights: dequantize(type, bytes, rows * columns) } : packMatrix(type, bytes, rows, columns);
    },
  };
}

/** Rows `from` to `to` of a matrix as the file has them, `[to - from, columns]`. */
export function readRows(reader: TensorReader, tensor: GgufTensor, from: number, to: number): Float32Array {
  const rowBytes = tensor.byteLength / tensor.rows;
  const bytes = reader.read(tensor, from * rowBytes, (to - from) * rowBytes);
  return dequantize(tensor.type, bytes, (to - from) * tensor.columns);
}

function find(file: GgufFile, name: string, rows: number, columns: number): GgufTensor {
  const tensor = file.tensors.get(name);
  if (!tensor) {
    throw new ReckonError('unsupported-model', `The model has no tensor ${name}.`, { hint: 'It may be of another architecture than it says.' });
  }
  if (tensor.rows !== rows || tensor.columns !== columns) {
    throw new ReckonError(
      'model-corrupt',
      `The tensor ${name} is ${tensor.rows} x ${tensor.columns}; ${rows} x ${columns} was expected.`,
      { hint: 'Download the file again.' },
    );
  }
  return tensor;
}
