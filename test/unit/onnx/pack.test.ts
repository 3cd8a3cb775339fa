import { describe, expect, it } from 'vitest';
import { dequantize } from '../../../src/backends/onnx/gguf/dequantize';
import { BLOCKS, type QuantizedType } from '../../../src/backends/onnx/gguf/types';
import { packMatrix, PACKED_FORMS, stackRows, unpackMatrix } from '../../../src/backends/onnx/importer/pack';
import { seededRandom } from '../../../src/base/random';
import { randomBlocks } from '../../support/ggufFile';

const ROWS = 6;
const COLUMNS = 512;
const QUANTIZED = Object.keys(PACKED_FORMS) as QuantizedType[];

function pack(type: QuantizedType, seed: number, rows = ROWS) {
  const bytes = randomBlocks(type, rows * COLUMNS, seededRandom(seed));
  const packed = packMatrix(type, bytes, rows, COLUMNS);
  return packed;
}

describe('packing for MatMulNBits', () => {
  it.each(QUANTIZED)('stores %s in a form that onnxruntime has a fast kernel for', (type) => {
    const packed = pack(type, 8);
    const { bits, blockSize } = packed.form;
    expect([[4, 32], [4, 16], [8, 32], [8, 16]]).toContainEqual([bits, blockSize]);
    expect(packed.quants.length).toBe((ROWS * COLUMNS * bits) / 8);
    expect(packed.scales.length).toBe((ROWS * COLUMNS) / blockSize);
  });

  it.each(QUANTIZED)('stacks rows of several %s matrices', (type) => {
    const [first, second] = [pack(type, 1, 2), pack(type, 2, 3)];
    const stacked = stackRows([first, second]);
    expect(stacked.rows).toBe(5);
    expect(unpackMatrix(stacked)).toEqual(Float32Array.from([...unpackMatrix(first), ...unpackMatrix(second)]));
  });
});

/** One block each, written out by hand from the format's definition, with the values it stands for. */
describe('dequantization', () => {
  const half = (value: number): number[] => ({ 1: [0x00, 0x3c], 2: [0x00, 0x40], [-0.5]: [0x00, 0xb8] })[value] as number[];

  it('reads low nibbles as the first half of a Q4_0 block', () => {
    const bytes = Uint8Array.from([...half(2), 0xf1, ...Array.from({ length: 15 }, () => 0x88)]);
    const weights = dequantize('Q4_0', bytes, 32);
    expect([weights[0], weights[16], weights[1], weights[17]]).toEqual([-14, 14, 0, 0]);
  });

  it('adds the minimum of a Q4_1 block', () => {
    const bytes = Uint8Array.from([...half(2), ...half(-0.5), 0xf1, ...Array.from({ length: 15 }, () => 0)]);
    const weights = dequantize('Q4_1', bytes, 32);
    expect([weights[0], weights[16], weights[1]]).toEqual([1.5, 29.5, -0.5]);
  });

  it('takes the fifth bit of Q5_0 from the mask', () => {
    const bytes = Uint8Array.from([...half(1), 0x01, 0, 0x01, 0, 0x21, ...Array.from({ length: 15 }, () => 0)]);
    const weights = dequantize('Q5_0', bytes, 32);
    expect([weights[0], weights[16], weights[1]]).toEqual([1, 2, -16]);
  });

  it('reads signed bytes of Q8_0', () => {
    const bytes = Uint8Array.from([...half(-0.5), 0x80, 0x7f, ...Array.from({ length: 30 }, () => 0)]);
    expect([...dequantize('Q8_0', bytes, 32).subarray(0, 3)]).toEqual([64, -63.5, 0]);
  });

  it('unpacks the six-bit scales and minimums of Q4_K', () => {
    const bytes = new Uint8Array(BLOCKS.Q4_K.bytes);
    bytes.set([...half(2), ...half(1)]);
    // Sub-block 1: scale 63 (6 bits), minimum 5. Sub-block 5: scale 0b110011, minimum 0b100001.
    bytes[4 + 1] = 63 | (0b11 << 6);
    bytes[4 + 5] = 5 | (0b10 << 6);
    bytes[4 + 9] = 0b0011 | (0b0001 << 4);
    bytes[16] = 0x30; // Sub-block 1, value 0: 3.
    bytes[16 + 64] = 0x70; // Sub-block 5, value 0: 7.
    const weights = dequantize('Q4_K', bytes, 256);
    expect(weights[32]).toBe(2 * 63 * 3 - 5);
    expect(weights[5 * 32]).toBe(2 * 0b110011 * 7 - 0b100001);
  });

  it('puts the high bits of Q6_K above its nibbles', () => {
    const bytes = new Uint8Array(BLOCKS.Q6_K.bytes);
    bytes.set(half(2), 208);
    bytes.fill(1, 192, 208);
    bytes[192 + 6] = 0xff; // Scale of values 96 to 111: -1.
    bytes[0] = 0x05;
    bytes[32] = 0xf0; // Values 32 (low nibble 0) and 96 (high nibble 15).
    bytes[128] = 0b11_00_00_10; // Value 0: 2; value 96: 3.
    const weights = dequantize('Q6_K', bytes, 256);
    expect(weights[0]).toBe(2 * ((5 | (2 << 4)) - 32));
    expect(weights[96]).toBe(-2 * ((15 | (3 << 4)) - 32));
  });
});
