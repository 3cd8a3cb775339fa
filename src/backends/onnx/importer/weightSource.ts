import { ReckonError } from '../../../base/errors';
import { dequantize } from '../gguf/dequantize';
import type { TensorReader } from '../gguf/tensorReader';
import { isFloatType, type GgufFile, type GgufTensor } from '../gguf/types';
import { packMatrix, type PackedMatrix } from './pack';

/** A weight matrix: packed for MatMulNBits, or `[rows, columns]` float32. */
export type Matrix = PackedMatrix | { readonly rows: number; readonly columns: number; readonly weights: Float32Array };

export interface WeightSource {
  /** @throws ReckonError when the tensor is missing or has another shape. */
  matrix(name: string, rows: number, columns: number): Matrix;
  vector(name: string, length: number): Float32Array;
  /** Null when the file does not have it. */
  optionalVector(name: string, length: number): Float32Array | null;
  has(name: string): boolean;
}

/** Tensors of a GGUF file, read one at a time, so that memory holds one matrix and not the model. */
export function createWeightSource(file: GgufFile, reader: TensorReader, onBytes: (bytes: number) => void): WeightSource {
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
    matrix: (name, rows, columns): Matrix => {
      const tensor = find(file, name, rows, columns);
      const { type } = tensor;
      const bytes = read(tensor);
      return isFloatType(type) ? { rows, columns, weights: dequantize(type, bytes, rows * columns) } : packMatrix(type, bytes, rows, columns);
    },
  };
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
