import { MICROSOFT } from '../../../../src/backends/onnx/importer/graphBuilder';
import { openSession, type Runtime } from '../../../../src/backends/onnx/session/runtime';
import { best } from './bandwidth';
import { saveGraph } from './graphFile';

/** Many rows over matrices that stay in the caches: what is measured is arithmetic. */
const ROWS = 256;
const WIDTH = 2048;
const PRODUCTS = 4;
const BLOCK = 32;
/** Activations are rounded to 8 bits, as in the imported models. */
const ACCURACY_LEVEL = 4;

/** Multiply-adds/s of `MatMulNBits`, the product that imported models consist of. */
export async function packedPeak(runtime: Runtime, folder: string, threads: number, bits: 4 | 8): Promise<number> {
  const blocks = WIDTH / BLOCK;
  const path = saveGraph(folder, `packed-${bits}`, (graph) => {
    let value = graph.input('input', 'float', [ROWS, WIDTH]);
    for (let index = 0; index < PRODUCTS; index += 1) {
      const quants = graph.bytes(`quants.${index}`, new Uint8Array((WIDTH * WIDTH * bits) / 8).fill(0x97), [WIDTH, blocks, (BLOCK * bits) / 8]);
      const scales = graph.float(`scales.${index}`, new Float32Array(WIDTH * blocks).fill(1 / WIDTH), [WIDTH * blocks]);
      const attributes = { K: WIDTH, N: WIDTH, bits, block_size: BLOCK, accuracy_level: ACCURACY_LEVEL };
      value = graph.node('MatMulNBits', [value, quants, scales], index === PRODUCTS - 1 ? 'output' : `value.${index}`, attributes, MICROSOFT);
    }
    graph.output('output', 'float', [ROWS, WIDTH]);
  });
  return measure(runtime, path, threads, new runtime.Tensor('float32', new Float32Array(ROWS * WIDTH).fill(1), [ROWS, WIDTH]), PRODUCTS);
}

/** Multiply-adds/s of a plain product of 8-bit matrices (unsigned times signed, as the instructions are), which has no scales to apply. */
export async function integerPeak(runtime: Runtime, folder: string, threads: number): Promise<number> {
  const path = saveGraph(folder, 'integer', (graph) => {
    graph.input('input', 'uint8', [ROWS, WIDTH]);
    const matrix = graph.bytes('matrix', new Uint8Array(WIDTH * WIDTH).fill(3), [WIDTH, WIDTH]);
    const product = graph.node('MatMulInteger', ['input', matrix], 'product');
    const asFloat = graph.node('Cast', [product], 'product.float', { to: 1 });
    // Only a small part leaves the graph: outputs are copied.
    graph.node('Gather', [asFloat, graph.integers('first', [0])], 'output', { axis: 0 });
    graph.output('output', 'float', [1, WIDTH]);
  }, ['matrix']);
  return measure(runtime, path, threads, new runtime.Tensor('uint8', new Uint8Array(ROWS * WIDTH).fill(5), [ROWS, WIDTH]), 1);
}

async function measure(runtime: Runtime, path: string, threads: number, input: InstanceType<Runtime['Tensor']>, products: number): Promise<number> {
  const session = await openSession(runtime, path, threads);
  try {
    return await best(async () => {
      await session.run({ input });
      return ROWS * WIDTH * WIDTH * products;
    });
  } finally {
    await session.release();
  }
}
