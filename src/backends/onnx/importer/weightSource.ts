import { readSync } from 'node:fs';
import { ReckonError } from '../../../base/errors';
import { dequantize } from '../gguf/dequantize';
import { isFloatType, type GgufFile, type GgufTensor } from '../gguf/types';
import { packMatrix } from './pack';
import type { Matrix, WeightSource } from './transformer';

/** Reads tensors out of an open GGUF file, one at a time, so that memory holds one matrix and not the model. */
export function createWeightSource(file: GgufFile, descriptor: number, onBytes: (bytes: number) => void): WeightSource {
  const find = (name: string, rows: number, columns: number): GgufTensor => {
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
  };
  const read = (tensor: GgufTensor): Uint8Array => {
    const bytes = readBytes(descriptor, tensor.byteOffset, tensor.byteLength);
    onBytes(tensor.byteLength);
    return bytes;
  };
  const vector = (name: string, length: number): Float32Array => {
    const tensor = find(name, 1, length);
    return dequantize(tensor.type, read(tensor), length);
  };
  return {
    has: (name) => file.tensors.has(name),
    vector,
    optionalVector: (name, length) => (file.tensors.has(name) ? vector(name, length) : null),
    matrix: (name, rows, columns): Matrix => {
      const tensor = find(name, rows, columns);
      const bytes = read(tensor);
      return isFloatType(tensor.type)
        ? { rows, columns, weights: dequantize(tensor.type, bytes, rows * columns) }
        : packMatrix(tensor.type, bytes, rows, columns);
    },
  };
}

/** Exactly `length` bytes at `offset`. */
export function readBytes(descriptor: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const count = readSync(descriptor, bytes, done, length - done, offset + done);
    if (count === 0) {
      throw new ReckonError('model-corrupt', 'The model file ended too early.', { hint: 'Download it again.' });
    }
    done += count;
  }
  return bytes;
}
