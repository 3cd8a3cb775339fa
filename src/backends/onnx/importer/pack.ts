import { readFiveBits, readHalf, readNibbleK, readScaleQ6K, readSixBits, readSubBlockK } from '../gguf/dequantize';
import { BLOCKS, type TensorType } from '../gguf/types';

/**
 * How a weight matrix is stored for onnxruntime's MatMulNBits: blocks along a row share a scale,
 * and an integer q stands for scale * (q - 2^(bits-1)). `corrected` matrices are of the form
 * s*q - m, for which MatMulNBits has no fast exact form; a small second product over the sums of
 * the activations' blocks makes up the difference.
 */
export interface PackedForm {
  readonly bits: 4 | 8;
  readonly blockSize: 16 | 32 | 64 | 128;
  readonly corrected: boolean;
}

export interface PackedMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly form: PackedForm;
  /** `[rows, columns / blockSize, blockSize * bits / 8]` */
  readonly quants: Uint8Array;
  /** `[rows, columns / blockSize]` */
  readonly scales: Float32Array;
  /** `[rows, columns / blockSize]`; empty unless corrected. */
  readonly corrections: Float32Array;
}

/** Quantized encodings and the form that holds them exactly. The others are stored as float32. */
export const PACKED_FORMS: Readonly<Partial<Record<TensorType, PackedForm>>> = {
  Q4_0: { bits: 4, blockSize: 32, corrected: false },
  Q4_1: { bits: 4, blockSize: 32, corrected: true },
  Q5_0: { bits: 8, blockSize: 32, corrected: false },
  Q8_0: { bits: 8, blockSize: 32, corrected: false },
  Q4_K: { bits: 4, blockSize: 32, corrected: true },
  Q6_K: { bits: 8, blockSize: 16, corrected: false },
};

/** Middle of the range of stored integers, which stands for 0. */
export const MIDDLE = { 4: 8, 8: 128 } as const;

/** What a decoder writes: integers into `quants` (one a weight), and a scale and correction for each block. */
interface Target {
  readonly quants: Uint8Array;
  readonly scales: Float32Array;
  readonly corrections: Float32Array;
}

type BlockPacker = (bytes: DataView, at: number, target: Target, weight: number, block: number) => void;

/** Repacks a matrix without changing the value of any weight (up to the rounding of s*8 - m to float32). */
export function packMatrix(type: TensorType, bytes: Uint8Array, rows: number, columns: number): PackedMatrix | null {
  const form = PACKED_FORMS[type];
  const packBlock = PACKERS[type];
  if (!form || !packBlock) {
    return null;
  }
  const blocks = (rows * columns) / form.blockSize;
  const target: Target = {
    quants: new Uint8Array(rows * columns),
    scales: new Float32Array(blocks),
    corrections: new Float32Array(form.corrected ? blocks : 0),
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { values, bytes: blockBytes } = BLOCKS[type];
  for (let i = 0; i * values < rows * columns; i += 1) {
    packBlock(view, i * blockBytes, target, i * values, (i * values) / form.blockSize);
  }
  const quants = form.bits === 4 ? packNibbles(target.quants) : target.quants;
  return { rows, columns, form, quants, scales: target.scales, corrections: target.corrections };
}

/** Two neighbours to a byte, the first in the low half. */
export function packNibbles(values: Uint8Array): Uint8Array {
  const packed = new Uint8Array(values.length / 2);
  for (let i = 0; i < packed.length; i += 1) {
    packed[i] = (values[2 * i] ?? 0) | ((values[2 * i + 1] ?? 0) << 4);
  }
  return packed;
}

const PACKERS: Readonly<Partial<Record<TensorType, BlockPacker>>> = {
  Q4_0: (bytes, at, { quants, scales }, weight, block) => {
    scales[block] = readHalf(bytes, at);
    copyNibbles(bytes, at + 2, quants, weight);
  },
  Q4_1: (bytes, at, { quants, scales, corrections }, weight, block) => {
    const scale = readHalf(bytes, at);
    scales[block] = scale;
    corrections[block] = MIDDLE[4] * scale + readHalf(bytes, at + 2);
    copyNibbles(bytes, at + 4, quants, weight);
  },
  Q5_0: (bytes, at, { quants, scales }, weight, block) => {
    scales[block] = readHalf(bytes, at);
    for (let i = 0; i < 32; i += 1) {
      quants[weight + i] = readFiveBits(bytes, at, i) - 16 + MIDDLE[8];
    }
  },
  Q8_0: (bytes, at, { quants, scales }, weight, block) => {
    scales[block] = readHalf(bytes, at);
    for (let i = 0; i < 32; i += 1) {
      quants[weight + i] = bytes.getInt8(at + 2 + i) + MIDDLE[8];
    }
  },
  Q4_K: (bytes, at, { quants, scales, corrections }, weight, block) => {
    for (let sub = 0; sub < 8; sub += 1) {
      const { scale, minimum } = readSubBlockK(bytes, at, sub);
      scales[block + sub] = scale;
      corrections[block + sub] = MIDDLE[4] * scale - minimum;
      for (let i = 0; i < 32; i += 1) {
        quants[weight + sub * 32 + i] = readNibbleK(bytes, at, sub, i);
      }
    }
  },
  Q6_K: (bytes, at, { quants, scales }, weight, block) => {
    for (let group = 0; group < 16; group += 1) {
      scales[block + group] = readScaleQ6K(bytes, at, group);
    }
    for (let i = 0; i < 256; i += 1) {
      quants[weight + i] = readSixBits(bytes, at, i) - 32 + MIDDLE[8];
    }
  },
};

/** Low nibbles are the block's first half, high ones its second. */
function copyNibbles(bytes: DataView, at: number, quants: Uint8Array, weight: number): void {
  for (let i = 0; i < 16; i += 1) {
    const packed = bytes.getUint8(at + i);
    quants[weight + i] = packed & 15;
    quants[weight + 16 + i] = packed >> 4;
  }
}

/** The weights that a packed matrix stands for; what tests compare with the reference. */
export function unpackMatrix({ rows, columns, form, quants, scales, corrections }: PackedMatrix): Float32Array {
  const weights = new Float32Array(rows * columns);
  const middle = MIDDLE[form.bits];
  for (let i = 0; i < weights.length; i += 1) {
    const packed = form.bits === 8 ? (quants[i] ?? 0) : ((quants[i >> 1] ?? 0) >> ((i & 1) * 4)) & 15;
    const block = Math.floor(i / form.blockSize);
    weights[i] = (packed - middle) * (scales[block] ?? 0) + (corrections[block] ?? 0);
  }
  return weights;
}

/** Rows of several matrices of one form as one matrix, so that one product does the work of several. */
export function stackRows(matrices: readonly PackedMatrix[]): PackedMatrix {
  const [first] = matrices;
  if (!first) {
    throw new Error('There is nothing to stack.');
  }
  return {
    rows: matrices.reduce((sum, { rows }) => sum + rows, 0),
    columns: first.columns,
    form: first.form,
    quants: concatenate(Uint8Array, matrices.map(({ quants }) => quants)),
    scales: concatenate(Float32Array, matrices.map(({ scales }) => scales)),
    corrections: concatenate(Float32Array, matrices.map(({ corrections }) => corrections)),
  };
}

function concatenate<T extends Uint8Array | Float32Array>(make: new (length: number) => T, parts: readonly T[]): T {
  const all = new make(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

