import { BLOCK_READERS, createDecodedBlock } from './blockReaders';
import { readBrainFloat, readHalf } from './numbers';
import { BLOCKS, isFloatType, type FloatType, type QuantizedType, type TensorType } from './types';

/** Values of `count` weights stored in `bytes`. The reference for the importer, and how embedding rows are read. */
export function dequantize(type: TensorType, bytes: Uint8Array, count: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isFloatType(type) ? readFloats(type, view, count) : readQuantized(type, view, count);
}

const FLOAT_READERS: Readonly<Record<FloatType, (bytes: DataView, at: number) => number>> = {
  F32: (bytes, at) => bytes.getFloat32(at, true),
  F16: readHalf,
  BF16: readBrainFloat,
};

function readFloats(type: FloatType, view: DataView, count: number): Float32Array {
  const read = FLOAT_READERS[type];
  const { bytes } = BLOCKS[type];
  const out = new Float32Array(count);
  for (let i = 0; i < count; i += 1) {
    out[i] = read(view, i * bytes);
  }
  return out;
}

function readQuantized(type: QuantizedType, view: DataView, count: number): Float32Array {
  const { groupSize, read } = BLOCK_READERS[type];
  const { values, bytes } = BLOCKS[type];
  const block = createDecodedBlock();
  const { integers, scales, offsets } = block;
  const out = new Float32Array(count);
  for (let to = 0; to < count; to += values) {
    read(view, (to / values) * bytes, block);
    for (let i = 0; i < values; i += 1) {
      const group = (i / groupSize) | 0;
      out[to + i] = (integers[i] as number) * (scales[group] as number) + (offsets[group] as number);
    }
  }
  return out;
}
