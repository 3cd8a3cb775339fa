import { MICROSOFT, type GraphBuilder } from './graphBuilder';
import { stackRows, type PackedMatrix } from './pack';
import type { Matrix, WeightSource } from './weightSource';

/** Activations are rounded to 8 bits in blocks, as llama.cpp does; without this the kernels are 30 to 60 times slower. */
const ACCURACY_LEVEL = 4;

/** Emits products with weight matrices, each in the kernel that its form asks for. */
export class Projections {
  constructor(
    private readonly graph: GraphBuilder,
    private readonly weights: WeightSource,
  ) {}

  /** Products of one input with several matrices, as one where their forms allow. */
  project(names: readonly string[], rows: readonly number[], columns: number, input: string, output: string): string[] {
    const matrices = names.map((name, index) => this.weights.matrix(name, rows[index] ?? 0, columns));
    const packed = matrices.filter((matrix): matrix is PackedMatrix => 'quants' in matrix);
    const sameForm = packed.length === matrices.length && new Set(packed.map(({ form }) => JSON.stringify(form))).size === 1;
    if (!sameForm || matrices.length === 1) {
      return matrices.map((matrix, index) => this.product(matrix, input, `${output}.${index}`, names[index] as string));
    }
    const product = this.product(stackRows(packed), input, output, `${output}.weight`);
    const parts = names.map((_, index) => `${output}.${index}`);
    this.graph.nodeWithOutputs('Split', [product, this.graph.integers(`${output}.sizes`, rows)], parts, { axis: 2 });
    return parts;
  }

  /** Product with the output matrix, which may be stored more coarsely than the others. */
  output(name: string, rows: number, columns: number, input: string, output: string): string {
    return this.product(this.weights.matrix(name, rows, columns, 'output'), input, output, name);
  }

  private product(matrix: Matrix, input: string, output: string, name: string): string {
    const { graph } = this;
    if (!('quants' in matrix)) {
      const weights = graph.float(`${name}.float`, matrix.weights, [matrix.rows, matrix.columns]);
      return graph.node('FusedMatMul', [input, weights], output, { transB: 1 }, MICROSOFT);
    }
    const { rows, columns, form } = matrix;
    const blocks = columns / form.blockSize;
    const quants = graph.bytes(`${name}.quants`, matrix.quants, [rows, blocks, (form.blockSize * form.bits) / 8]);
    const scales = graph.float(`${name}.scales`, matrix.scales, [rows * blocks]);
    const attributes = { K: columns, N: rows, bits: form.bits, block_size: form.blockSize, accuracy_level: ACCURACY_LEVEL };
    const product = form.corrected ? `${output}.uncorrected` : output;
    graph.node('MatMulNBits', [input, quants, scales], product, attributes, MICROSOFT);
    return form.corrected ? this.correct(matrix, input, product, output, name) : output;
  }

  /** Adds blocksum(input) * corrections, which turns scale*(q-8) into scale*q - minimum. */
  private correct(matrix: PackedMatrix, input: string, product: string, output: string, name: string): string {
    const { graph } = this;
    const blocks = matrix.columns / matrix.form.blockSize;
    const shape = graph.integers(`${output}.block_shape`, [1, -1, blocks, matrix.form.blockSize]);
    const split = graph.node('Reshape', [input, shape], `${output}.blocks`);
    const axis = graph.integers(`${output}.block_axis`, [3]);
    const sums = graph.node('ReduceSum', [split, axis], `${output}.sums`, { keepdims: 0 });
    const corrections = graph.float(`${name}.corrections`, matrix.corrections, [matrix.rows, blocks]);
    const correction = graph.node('FusedMatMul', [sums, corrections], `${output}.correction`, { transB: 1 }, MICROSOFT);
    return graph.node('Add', [product, correction], output);
  }
}
