import { MIDDLE, packNibbles, type PackedForm, type PackedMatrix } from './pack';

/** Reads rows `from` to `to` of a matrix, `[to - from, columns]`. */
export type RowReader = (from: number, to: number) => Float32Array;

/** Weights held as float32 at once, 16 MB. */
const SLICE_WEIGHTS = 4 * 2 ** 20;

/**
 * Rounds a matrix to the nearest values of another form, block by block. The largest weight of a
 * block decides its scale, so that none is cut off; measured on the default model this is better
 * than the scale of least squares, which shrinks the outliers that matter (docs/engine.md).
 */
export function requantize(rows: number, columns: number, form: PackedForm, read: RowReader): PackedMatrix {
  const quants = new Uint8Array((rows * columns * form.bits) / 8);
  const scales = new Float32Array((rows * columns) / form.blockSize);
  const rowsAtOnce = Math.max(1, Math.floor(SLICE_WEIGHTS / columns));
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const slice = read(from, Math.min(rows, from + rowsAtOnce));
    const rounded = roundBlocks(slice, form, scales.subarray((from * columns) / form.blockSize));
    quants.set(form.bits === 4 ? packNibbles(rounded) : rounded, (from * columns * form.bits) / 8);
  }
  return { rows, columns, form, quants, scales, corrections: new Float32Array(0) };
}

function roundBlocks(weights: Float32Array, { bits, blockSize }: PackedForm, scales: Float32Array): Uint8Array {
  const middle = MIDDLE[bits];
  const rounded = new Uint8Array(weights.length);
  for (let block = 0; block * blockSize < weights.length; block += 1) {
    const at = block * blockSize;
    const end = at + blockSize;
    const largest = largestOf(weights, at, end);
    // The range has one value more below zero than above: the largest weight takes the lowest integer.
    const scale = -largest / middle;
    scales[block] = scale;
    const inverse = scale === 0 ? 0 : 1 / scale;
    for (let i = at; i < end; i += 1) {
      const value = Math.round((weights[i] as number) * inverse);
      rounded[i] = (value >= middle ? middle - 1 : value) + middle;
    }
  }
  return rounded;
}

/** The weight that is farthest from 0, with its sign. */
function largestOf(weights: Float32Array, from: number, to: number): number {
  let largest = 0;
  for (let i = from; i < to; i += 1) {
    const weight = weights[i] as number;
    if (Math.abs(weight) > Math.abs(largest)) {
      largest = weight;
    }
  }
  return largest;
}
