import { BLOCK_READERS, createDecodedBlock } from '../gguf/blockReaders';
import { BLOCKS, isFloatType, type QuantizedType, type TensorType } from '../gguf/types';

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

/**
 * The form that holds an encoding exactly in the fewest bits. `centre` is the stored integer of
 * weights at the middle of a corrected encoding's range: counting from there keeps the rounding of
 * activations to 8 bits small. Float encodings have no such form and are stored as float32.
 */
export const PACKED_FORMS: Readonly<Record<QuantizedType, PackedForm & { readonly centre: number }>> = {
  Q4_0: { bits: 4, blockSize: 32, corrected: false, centre: 0 },
  Q4_1: { bits: 4, blockSize: 32, corrected: true, centre: 8 },
  Q5_0: { bits: 8, blockSize: 32, corrected: false, centre: 0 },
  Q5_1: { bits: 8, blockSize: 32, corrected: true, centre: 16 },
  Q8_0: { bits: 8, blockSize: 32, corrected: false, centre: 0 },
  Q2_K: { bits: 4, blockSize: 16, corrected: true, centre: 2 },
  Q3_K: { bits: 4, blockSize: 16, corrected: false, centre: 0 },
  Q4_K: { bits: 4, blockSize: 32, corrected: true, centre: 8 },
  Q5_K: { bits: 8, blockSize: 32, corrected: true, centre: 16 },
  Q6_K: { bits: 8, blockSize: 16, corrected: false, centre: 0 },
  // Sixteen values of eight bits each: no scale makes them neighbours.
  IQ4_NL: { bits: 8, blockSize: 32, corrected: false, centre: 0 },
  IQ4_XS: { bits: 8, blockSize: 32, corrected: false, centre: 0 },
};

/** Null for encodings that are stored as float32. The same object every time. */
export function exactForm(type: TensorType): PackedForm | null {
  return isFloatType(type) ? null : PACKED_FORMS[type];
}

/** Middle of the range of stored integers, which stands for 0. */
export const MIDDLE = { 4: 8, 8: 128 } as const;

/** Repacks a matrix without changing the value of any weight (up to the rounding of a correction to float32). */
export function packMatrix(type: QuantizedType, bytes: Uint8Array, rows: number, columns: number): PackedMatrix {
  const { centre, ...form } = PACKED_FORMS[type];
  const { read } = BLOCK_READERS[type];
  const { values, bytes: blockBytes } = BLOCKS[type];
  const count = rows * columns;
  const groups = values / form.blockSize;
  const quants = new Uint8Array(count);
  const scales = new Float32Array(count / form.blockSize);
  const corrections = new Float32Array(form.corrected ? scales.length : 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const block = createDecodedBlock();
  const add = MIDDLE[form.bits] - centre;
  for (let index = 0; index * values < count; index += 1) {
    read(view, index * blockBytes, block);
    for (let i = 0; i < values; i += 1) {
      quants[index * values + i] = (block.integers[i] as number) + add;
    }
    for (let group = 0; group < groups; group += 1) {
      const scale = block.scales[group] as number;
      scales[index * groups + group] = scale;
      if (form.corrected) {
        corrections[index * groups + group] = (block.offsets[group] as number) + centre * scale;
      }
    }
  }
  return { rows, columns, form, quants: form.bits === 4 ? packNibbles(quants) : quants, scales, corrections };
}

/** Two neighbours to a byte, the first in the low half. */
export function packNibbles(values: Uint8Array): Uint8Array {
  const packed = new Uint8Array(values.length / 2);
  for (let i = 0; i < packed.length; i += 1) {
    packed[i] = (values[2 * i] ?? 0) | ((values[2 * i + 1] ?? 0) << 4);
  }
  return packed;
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

