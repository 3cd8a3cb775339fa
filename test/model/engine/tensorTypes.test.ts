import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dequantize } from '../../../src/backends/onnx/gguf/dequantize';
import { isFloatType, TENSOR_TYPES, type TensorType } from '../../../src/backends/onnx/gguf/types';
import { DataFile } from '../../../src/backends/onnx/importer/dataFile';
import { GraphBuilder } from '../../../src/backends/onnx/importer/graphBuilder';
import { OPSETS } from '../../../src/backends/onnx/importer/import';
import { encodeModel } from '../../../src/backends/onnx/importer/onnxSchema';
import { packMatrix } from '../../../src/backends/onnx/importer/pack';
import { Projections } from '../../../src/backends/onnx/importer/projections';
import type { Matrix } from '../../../src/backends/onnx/importer/weightSource';
import { loadRuntime, openSession } from '../../../src/backends/onnx/session/runtime';
import { seededRandom } from '../../../src/base/random';
import { randomBlocks } from '../../support/ggufFile';
import { temporaryFolder } from '../../support/temporaryFolder';

const ROWS = 48;
const COLUMNS = 512;
/** Rows of the input: one token, and several at once, which other kernels multiply. */
const TOKENS = [1, 5];
/**
 * Error in terms of the product's own size (root mean square). Kernels round the input to 8 bits in
 * blocks: at most 0.016 measured with AVX512-VNNI. Sums of float32 alone stay near 1e-6.
 */
const NOISE = 0.04;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.dispose());

/** The product of `[tokens, COLUMNS]` with a matrix, by the nodes that the importer emits. */
async function multiply(name: string, matrix: Matrix, input: Float32Array): Promise<Float32Array> {
  const data = new DataFile(join(folder.path, `${name}.bin`), `${name}.bin`);
  const graph = new GraphBuilder(data);
  const weights = { matrix: () => matrix, vector: () => new Float32Array(), optionalVector: () => null, has: () => true };
  const hidden = graph.input('input', 'float', [1, 'S', COLUMNS]);
  const [product = ''] = new Projections(graph, weights).project([name], [ROWS], COLUMNS, hidden, 'product');
  graph.output(product, 'float', [1, 'S', ROWS]);
  data.close();
  const path = join(folder.path, `${name}.onnx`);
  await writeFile(path, encodeModel({ graph: graph.toGraph(), opsets: OPSETS, metadata: {} }));
  const runtime = await loadRuntime();
  const session = await openSession(runtime, path, 1);
  const outputs = await session.run({ input: new runtime.Tensor('float32', input, [1, input.length / COLUMNS, COLUMNS]) });
  await session.release();
  return outputs[product]?.data as Float32Array;
}

function exactProduct(weights: Float32Array, input: Float32Array): Float64Array {
  return Float64Array.from({ length: (input.length / COLUMNS) * ROWS }, (_, index) => {
    const [token, row] = [Math.floor(index / ROWS), index % ROWS];
    return weights.subarray(row * COLUMNS, (row + 1) * COLUMNS).reduce((sum, weight, at) => sum + weight * (input[token * COLUMNS + at] as number), 0);
  });
}

function rootMeanSquare(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0) / values.length);
}

describe.each(Object.values(TENSOR_TYPES))('a matrix stored as %s', (type: TensorType) => {
  it.each(TOKENS)('multiplies %i rows as its weights say', async (tokens) => {
    const random = seededRandom(tokens);
    const blocks = randomBlocks(type, ROWS * COLUMNS, random);
    const weights = dequantize(type, blocks, ROWS * COLUMNS);
    const input = Float32Array.from({ length: tokens * COLUMNS }, () => random.next() - 0.3);
    const matrix = isFloatType(type) ? { rows: ROWS, columns: COLUMNS, weights } : packMatrix(type, blocks, ROWS, COLUMNS);
    const expected = exactProduct(weights, input);
    const product = await multiply(`${type}-${tokens}`, matrix, input);
    const error = Math.max(...product.map((value, at) => Math.abs(value - (expected[at] ?? NaN)))) / rootMeanSquare(expected);
    expect(product.length).toBe(expected.length);
    expect(error).toBeLessThan(isFloatType(type) ? 1e-5 : NOISE);
  });
});
