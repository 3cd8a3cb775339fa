import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dequantize } from '../../../src/backends/onnx/gguf/dequantize';
import { isFloatType, TENSOR_TYPES, type QuantizedType } from '../../../src/backends/onnx/gguf/types';
import { PACKED_FORMS, packMatrix, unpackMatrix } from '../../../src/backends/onnx/importer/pack';

/** Made by reference/tensorTypes.py with the format's own Python package. */
const REFERENCE = JSON.parse(readFileSync(join(import.meta.dirname, 'reference/tensorTypes.json'), 'utf8')) as Record<string, { blocks: string; weights: string }>;
const TYPES = Object.values(TENSOR_TYPES);
const QUANTIZED = TYPES.filter((type): type is QuantizedType => !isFloatType(type));
const ROWS = 2;

function reference(type: string): { blocks: Uint8Array; weights: Float32Array } {
  const { blocks = '', weights = '' } = REFERENCE[type] ?? {};
  return { blocks: Buffer.from(blocks, 'base64'), weights: new Float32Array(Uint8Array.from(Buffer.from(weights, 'base64')).buffer) };
}

/** Largest difference that rounding a correction to float32 once can make. */
function roundingOf(weights: Float32Array): number {
  return weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) * 2 ** -23;
}

describe('against the reference', () => {
  it.each(TYPES)('reads every weight of %s exactly', (type) => {
    const { blocks, weights } = reference(type);
    expect(weights.length).toBe(512);
    const differ = dequantize(type, blocks, weights.length).findIndex((weight, i) => weight !== weights[i]);
    expect(differ).toBe(-1);
  });

  it.each(QUANTIZED)('packs %s without changing a weight', (type) => {
    const { blocks, weights } = reference(type);
    const unpacked = unpackMatrix(packMatrix(type, blocks, ROWS, weights.length / ROWS));
    const worst = unpacked.reduce((most, weight, i) => Math.max(most, Math.abs(weight - (weights[i] ?? NaN))), 0);
    expect(worst).toBeLessThanOrEqual(PACKED_FORMS[type].corrected ? roundingOf(weights) : 0);
  });
});
