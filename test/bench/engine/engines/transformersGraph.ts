import type { Hyperparameters } from '../../../../src/backends/onnx/gguf/hyperparameters';
import { MICROSOFT, type GraphBuilder } from '../../../../src/backends/onnx/importer/graphBuilder';
import type { Matrix, WeightSource } from '../../../../src/backends/onnx/importer/weightSource';

/** ONNX's number for 32-bit integers. */
const INT32 = 6;
/** transformers.js makes the empty caches of a first step, and knows this dimension by its name. */
const BATCH = 'batch_size';
/** Activations are rounded to 8 bits, as in Reckon's own graph. */
const ACCURACY_LEVEL = 4;

/**
 * Emits a decoder in the layout that transformers.js expects, built from the same operators as the exports on the
 * model hub (MatMulNBits, GroupQueryAttention). Logits are computed for the last position only, which is what
 * newer exports do and kinder than logits of a whole prompt. Products are not joined: exports do not join them.
 */
export class TransformersGraph {
  constructor(
    private readonly graph: GraphBuilder,
    private readonly shape: Hyperparameters,
    private readonly weights: WeightSource,
  ) {}

  /** @param embedding `[vocabulary, width]` */
  build(embedding: Float32Array): void {
    const { graph, shape } = this;
    graph.input('input_ids', 'int64', [BATCH, 'S']);
    graph.input('attention_mask', 'int64', [BATCH, 'T']);
    this.addLengths();
    this.addRotations();
    const table = graph.float('embedding', embedding, [shape.vocabularySize, shape.width]);
    let hidden = graph.node('Gather', [table, 'input_ids'], 'hidden', { axis: 0 });
    let normed = this.norm(hidden, 'blk.0.attn_norm.weight', 'first.normed');
    for (let layer = 0; layer < shape.layers; layer += 1) {
      const at = `blk.${layer}`;
      const middle = this.addAndNorm(hidden, this.attention(layer, normed), `${at}.ffn_norm.weight`, `${at}.middle`);
      const last = layer === shape.layers - 1;
      const end = this.addAndNorm(middle.sum, this.feedForward(layer, middle.normed), last ? 'output_norm.weight' : `blk.${layer + 1}.attn_norm.weight`, `${at}.end`);
      hidden = end.sum;
      normed = end.normed;
    }
    this.logits(normed);
  }

  /** What attention wants to know: the last used slot of each sequence, and the length of the mask. */
  private addLengths(): void {
    const { graph } = this;
    const used = graph.node('ReduceSum', ['attention_mask', graph.integers('mask_axis', [1])], 'used', { keepdims: 0 });
    const last = graph.node('Sub', [used, graph.integers('one', [1])], 'last');
    graph.node('Cast', [last], 'last_slots', { to: INT32 });
    const shape = graph.node('Shape', ['attention_mask'], 'mask_shape');
    const total = graph.node('Gather', [shape, graph.integers('total_index', [1])], 'total', { axis: 0 });
    graph.node('Cast', [total], 'total_length', { to: INT32 });
  }

  private addRotations(): void {
    const { contextLength, headSize, ropeBase } = this.shape;
    const half = headSize / 2;
    const factors = this.weights.optionalVector('rope_freqs.weight', half);
    const angle = (index: number): number => Math.floor(index / half) * ropeBase ** ((-2 * (index % half)) / headSize) / (factors?.[index % half] ?? 1);
    const table = (of: (angle: number) => number): Float32Array => Float32Array.from({ length: contextLength * half }, (_, index) => of(angle(index)));
    this.graph.float('cosines', table(Math.cos), [contextLength, half]);
    this.graph.float('sines', table(Math.sin), [contextLength, half]);
  }

  private attention(layer: number, input: string): string {
    const { graph, shape } = this;
    const at = `blk.${layer}`;
    const project = (part: string, heads: number): string => this.biased(this.product(`${at}.${part}.weight`, heads * shape.headSize, shape.width, input, `${at}.${part}`), `${at}.${part}.bias`, heads * shape.headSize);
    const [query, key, value] = [project('attn_q', shape.heads), project('attn_k', shape.kvHeads), project('attn_v', shape.kvHeads)];
    const cache = (name: string, length: string): readonly [string, 'float', readonly (string | number)[]] => [name, 'float', [BATCH, shape.kvHeads, length, shape.headSize]];
    const pasts = ['key', 'value'].map((part) => graph.input(...cache(`past_key_values.${layer}.${part}`, 'P')));
    const presents = ['key', 'value'].map((part) => `present.${layer}.${part}`);
    presents.forEach((name) => graph.output(...cache(name, 'T')));
    graph.nodeWithOutputs(
      'GroupQueryAttention',
      [query, key, value, ...pasts, 'last_slots', 'total_length', 'cosines', 'sines'],
      [`${at}.context`, ...presents],
      { num_heads: shape.heads, kv_num_heads: shape.kvHeads, do_rotary: 1, rotary_interleaved: shape.architecture === 'llama' ? 1 : 0 },
      MICROSOFT,
    );
    return this.product(`${at}.attn_output.weight`, shape.width, shape.heads * shape.headSize, `${at}.context`, `${at}.attn_output`);
  }

  private biased(input: string, name: string, length: number): string {
    const bias = this.weights.optionalVector(name, length);
    return bias === null ? input : this.graph.node('Add', [input, this.graph.float(name, bias, [length])], `${input}.biased`);
  }

  private feedForward(layer: number, input: string): string {
    const { graph, shape } = this;
    const at = `blk.${layer}`;
    const gate = this.product(`${at}.ffn_gate.weight`, shape.feedForward, shape.width, input, `${at}.gate`);
    const up = this.product(`${at}.ffn_up.weight`, shape.feedForward, shape.width, input, `${at}.up`);
    const activated = graph.node('QuickGelu', [gate], `${at}.activated`, { alpha: { float: 1 } }, MICROSOFT);
    const gated = graph.node('Mul', [activated, up], `${at}.gated`);
    return this.product(`${at}.ffn_down.weight`, shape.width, shape.feedForward, gated, `${at}.down`);
  }

  private norm(input: string, weight: string, output: string): string {
    const { graph, shape } = this;
    graph.float(weight, this.weights.vector(weight, shape.width), [shape.width]);
    return graph.node('SimplifiedLayerNormalization', [input, weight], output, { axis: -1, epsilon: { float: shape.normEpsilon } });
  }

  private addAndNorm(residual: string, input: string, weight: string, name: string): { sum: string; normed: string } {
    const { graph, shape } = this;
    graph.float(weight, this.weights.vector(weight, shape.width), [shape.width]);
    const [normed, sum] = [`${name}.normed`, `${name}.sum`];
    graph.nodeWithOutputs('SkipSimplifiedLayerNormalization', [input, residual, weight], [normed, '', '', sum], { epsilon: { float: shape.normEpsilon } }, MICROSOFT);
    return { sum, normed };
  }

  private logits(normed: string): void {
    const { graph, shape } = this;
    const last = graph.node('Gather', [normed, graph.integers('last_position', [-1])], 'last_hidden', { axis: 1 });
    const name = this.weights.has('output.weight') ? 'output.weight' : 'token_embd.weight';
    this.product(name, shape.vocabularySize, shape.width, last, 'logits');
    graph.output('logits', 'float', [BATCH, 1, shape.vocabularySize]);
  }

  private product(name: string, rows: number, columns: number, input: string, output: string): string {
    const { graph } = this;
    const matrix: Matrix = this.weights.matrix(name, rows, columns);
    if (!('quants' in matrix)) {
      return graph.node('FusedMatMul', [input, graph.float(`${name}.float`, matrix.weights, [rows, columns])], output, { transB: 1 }, MICROSOFT);
    }
    const { form, quants, scales, corrections } = matrix;
    const blocks = columns / form.blockSize;
    const attributes = { K: columns, N: rows, bits: form.bits, block_size: form.blockSize, accuracy_level: ACCURACY_LEVEL };
    const inputs = [input, graph.bytes(`${name}.quants`, quants, [rows, blocks, (form.blockSize * form.bits) / 8]), graph.float(`${name}.scales`, scales, [rows * blocks])];
    if (!form.corrected) {
      return graph.node('MatMulNBits', inputs, output, attributes, MICROSOFT);
    }
    // Weights of the form s*q - m: a second, small product over the sums of blocks makes up for m.
    const raw = graph.node('MatMulNBits', inputs, `${output}.uncorrected`, attributes, MICROSOFT);
    const split = graph.node('Reshape', [input, graph.integers(`${output}.block_shape`, [0, 0, blocks, form.blockSize])], `${output}.blocks`);
    const sums = graph.node('ReduceSum', [split, graph.integers(`${output}.block_axis`, [3])], `${output}.sums`, { keepdims: 0 });
    const correction = graph.node('FusedMatMul', [sums, graph.float(`${name}.corrections`, corrections, [rows, blocks])], `${output}.correction`, { transB: 1 }, MICROSOFT);
    return graph.node('Add', [raw, correction], output);
  }
}
