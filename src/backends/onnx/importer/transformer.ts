import type { Hyperparameters } from '../gguf/hyperparameters';
import type { GraphBuilder } from './graphBuilder';
import { MICROSOFT } from './graphBuilder';
import { stackRows, type PackedMatrix } from './pack';

/** A weight matrix: packed for MatMulNBits, or `[rows, columns]` float32. */
export type Matrix = PackedMatrix | { readonly rows: number; readonly columns: number; readonly weights: Float32Array };

export interface WeightSource {
  /** @throws ReckonError when the tensor is missing or has another shape. */
  matrix(name: string, rows: number, columns: number): Matrix;
  vector(name: string, length: number): Float32Array;
  /** Null when the file does not have it. */
  optionalVector(name: string, length: number): Float32Array | null;
  has(name: string): boolean;
}

/**
 * Rows of one call are arranged as `groups` x `rows` (N x R): groups are samples, rows are the new
 * tokens of each. Every row attends to the shared past (the prompt, P slots), to its own group's
 * past (L slots) and to the new tokens of its own group. This is bifurcated attention
 * (Athiwaratkun et al., 2403.08845): the prompt's keys and values exist once for all samples.
 * Reading a prompt is the case N = 1; plain decoding of n samples is R = 1; checking d drafted
 * tokens of each is R = 1 + d.
 *
 * Heads come first everywhere, so that the queries of all samples against the prompt are one product
 * a head, which reads the prompt's keys once and not once a sample.
 */
export const INPUTS = {
  hidden: 'hidden', // [1, N*R, width]
  positions: 'positions', // [1, N*R]
  logitRows: 'logit_rows', // [M], which rows get logits
  queryShape: 'query_shape', // [N, R, kvHeads, heads/kvHeads, headSize]
  keyShape: 'key_shape', // [N, R, kvHeads, headSize]
  groupShape: 'group_shape', // [kvHeads, N, heads/kvHeads * R, -1]
  sharedRows: 'shared_rows', // [kvHeads, N * heads/kvHeads * R, P]
  splitSizes: 'split_sizes', // [P, L, R]
  contextShape: 'context_shape', // [kvHeads, N, heads/kvHeads, R, headSize]
  sharedMask: 'shared_mask', // [1, 1, P], 0 or -inf
  ownMask: 'own_mask', // [1, N, 1, L]
  newMask: 'new_mask', // [1, 1, heads/kvHeads * R, R]
} as const;

export const LOGITS = 'logits'; // [M, vocabulary]

/**
 * Names of a layer's cache inputs (shared: `[kvHeads, P, headSize]`, own: `[kvHeads, N, L, headSize]`)
 * and of its new keys and values (`[kvHeads, N, R, headSize]`).
 */
export function cacheNames(layer: number): Record<'sharedKeys' | 'sharedValues' | 'ownKeys' | 'ownValues' | 'newKeys' | 'newValues', string> {
  return {
    sharedKeys: `shared_keys.${layer}`,
    sharedValues: `shared_values.${layer}`,
    ownKeys: `own_keys.${layer}`,
    ownValues: `own_values.${layer}`,
    newKeys: `new_keys.${layer}`,
    newValues: `new_values.${layer}`,
  };
}

/** Activations are rounded to 8 bits in blocks, as llama.cpp does; without this the kernels are 30 to 60 times slower. */
const ACCURACY_LEVEL = 4;

/**
 * Emits a decoder-only transformer with grouped-query attention, rotary positions and a gated
 * feed-forward. Pauses after each layer, so that the caller can report progress or stop.
 */
export function buildTransformer(graph: GraphBuilder, shape: Hyperparameters, weights: WeightSource): Generator<void, void> {
  return new TransformerBuilder(graph, shape, weights).build();
}

class TransformerBuilder {
  constructor(
    private readonly graph: GraphBuilder,
    private readonly shape: Hyperparameters,
    private readonly weights: WeightSource,
  ) {}

  *build(): Generator<void, void> {
    this.declareInputs();
    this.addRotaryTables();
    let hidden: string = INPUTS.hidden;
    let normed = this.norm(hidden, 'blk.0.attn_norm.weight', 'blk.0.attn_in');
    for (let layer = 0; layer < this.shape.layers; layer += 1) {
      const attention = this.attention(layer, normed);
      const afterAttention = this.addAndNorm(hidden, attention, `blk.${layer}.ffn_norm.weight`, `blk.${layer}.ffn`);
      const feedForward = this.feedForward(layer, afterAttention.normed);
      const last = layer === this.shape.layers - 1;
      const next = this.addAndNorm(
        afterAttention.sum,
        feedForward,
        last ? 'output_norm.weight' : `blk.${layer + 1}.attn_norm.weight`,
        last ? 'final' : `blk.${layer + 1}.attn`,
      );
      hidden = next.sum;
      normed = next.normed;
      yield;
    }
    this.logits(normed);
  }

  private declareInputs(): void {
    const { graph, shape } = this;
    const group = shape.heads / shape.kvHeads;
    graph.input(INPUTS.hidden, 'float', [1, 'S', shape.width]);
    graph.input(INPUTS.positions, 'int64', [1, 'S']);
    graph.input(INPUTS.logitRows, 'int64', ['M']);
    graph.input(INPUTS.queryShape, 'int64', [5]);
    graph.input(INPUTS.keyShape, 'int64', [4]);
    graph.input(INPUTS.groupShape, 'int64', [4]);
    graph.input(INPUTS.sharedRows, 'int64', [3]);
    graph.input(INPUTS.splitSizes, 'int64', [3]);
    graph.input(INPUTS.contextShape, 'int64', [5]);
    graph.input(INPUTS.sharedMask, 'float', [1, 1, 'P']);
    graph.input(INPUTS.ownMask, 'float', [1, 'N', 1, 'L']);
    graph.input(INPUTS.newMask, 'float', [1, 1, `${group}R`, 'R']);
    graph.integers('flat_shape', [1, -1, shape.heads * shape.headSize]);
    graph.integers('all_groups_shape', [shape.kvHeads, -1, shape.headSize]);
  }

  /** Cosine and sine of every position's angles, for half-split rotation (RoFormer, 2104.09864). */
  private addRotaryTables(): void {
    const { contextLength, headSize, ropeBase } = this.shape;
    const half = headSize / 2;
    const factors = this.weights.optionalVector('rope_freqs.weight', half);
    const cosines = new Float32Array(contextLength * half);
    const sines = new Float32Array(contextLength * half);
    for (let pair = 0; pair < half; pair += 1) {
      const frequency = ropeBase ** ((-2 * pair) / headSize) / (factors?.[pair] ?? 1);
      for (let position = 0; position < contextLength; position += 1) {
        cosines[position * half + pair] = Math.cos(position * frequency);
        sines[position * half + pair] = Math.sin(position * frequency);
      }
    }
    this.graph.float('rope_cosines', cosines, [contextLength, half]);
    this.graph.float('rope_sines', sines, [contextLength, half]);
  }

  private attention(layer: number, input: string): string {
    const { graph, shape } = this;
    const at = `blk.${layer}`;
    const [query, key, value] = this.projectAttention(layer, input);
    const rotate = (name: string, heads: number): string =>
      graph.node(
        'RotaryEmbedding',
        [name, INPUTS.positions, 'rope_cosines', 'rope_sines'],
        `${name}.rotated`,
        { interleaved: rotaryInterleaved(shape) ? 1 : 0, num_heads: heads, rotary_embedding_dim: 0 },
        MICROSOFT,
      );
    const queries = this.arrangeQueries(rotate(query, shape.heads));
    const names = this.declareCache(layer);
    this.arrangeNew(rotate(key, shape.kvHeads), names.newKeys);
    this.arrangeNew(value, names.newValues);
    const context = this.attend(at, queries, names);
    return this.project([`${at}.attn_output.weight`], [shape.width], shape.heads * shape.headSize, context, `${at}.attn_out`)[0] as string;
  }

  private projectAttention(layer: number, input: string): [string, string, string] {
    const { shape } = this;
    const at = `blk.${layer}`;
    const sizes = [shape.heads * shape.headSize, shape.kvHeads * shape.headSize, shape.kvHeads * shape.headSize];
    const parts = ['attn_q', 'attn_k', 'attn_v'];
    const outputs = this.project(parts.map((part) => `${at}.${part}.weight`), sizes, shape.width, input, `${at}.qkv`);
    return outputs.map((output, index) => this.addBias(output, `${at}.${parts[index]}.bias`, sizes[index] ?? 0)) as [string, string, string];
  }

  private addBias(input: string, name: string, length: number): string {
    const bias = this.weights.optionalVector(name, length);
    if (bias === null) {
      return input;
    }
    return this.graph.node('Add', [input, this.graph.float(name, bias, [length])], `${input}.biased`);
  }

  /** [1, N*R, heads*headSize] to [kvHeads, N*group*R, headSize]. */
  private arrangeQueries(input: string): string {
    const { graph } = this;
    const split = graph.node('Reshape', [input, INPUTS.queryShape], `${input}.split`);
    const turned = graph.node('Transpose', [split], `${input}.turned`, { perm: [2, 0, 3, 1, 4] });
    return graph.node('Reshape', [turned, 'all_groups_shape'], `${input}.merged`);
  }

  private declareCache(layer: number): ReturnType<typeof cacheNames> {
    const { kvHeads, headSize } = this.shape;
    const names = cacheNames(layer);
    this.graph.input(names.sharedKeys, 'float', [kvHeads, 'P', headSize]);
    this.graph.input(names.sharedValues, 'float', [kvHeads, 'P', headSize]);
    this.graph.input(names.ownKeys, 'float', [kvHeads, 'N', 'L', headSize]);
    this.graph.input(names.ownValues, 'float', [kvHeads, 'N', 'L', headSize]);
    this.graph.output(names.newKeys, 'float', [kvHeads, 'N', 'R', headSize]);
    this.graph.output(names.newValues, 'float', [kvHeads, 'N', 'R', headSize]);
    return names;
  }

  /** [1, N*R, kvHeads*headSize] to [kvHeads, N, R, headSize]. */
  private arrangeNew(input: string, output: string): void {
    const split = this.graph.node('Reshape', [input, INPUTS.keyShape], `${output}.split`);
    this.graph.node('Transpose', [split], output, { perm: [2, 0, 1, 3] });
  }

  /** One softmax over the scores against the shared, own and new keys. */
  private attend(at: string, queries: string, names: ReturnType<typeof cacheNames>): string {
    const { graph } = this;
    const byGroup = graph.node('Reshape', [queries, INPUTS.groupShape], `${at}.queries`);
    const shared = this.score(queries, names.sharedKeys, INPUTS.sharedMask, `${at}.shared`);
    const scores = graph.node(
      'Concat',
      [
        graph.node('Reshape', [shared, INPUTS.groupShape], `${at}.shared.by_group`),
        this.score(byGroup, names.ownKeys, INPUTS.ownMask, `${at}.own`),
        this.score(byGroup, names.newKeys, INPUTS.newMask, `${at}.new`),
      ],
      `${at}.scores`,
      { axis: 3 },
    );
    const weights = graph.node('Softmax', [scores], `${at}.weights`, { axis: 3 });
    return this.mix(at, weights, names);
  }

  private score(queries: string, keys: string, mask: string, name: string): string {
    const { graph, shape } = this;
    const scale = { float: 1 / Math.sqrt(shape.headSize) };
    const raw = graph.node('FusedMatMul', [queries, keys], `${name}.raw`, { transB: 1, alpha: scale }, MICROSOFT);
    return graph.node('Add', [raw, mask], `${name}.scores`);
  }

  /** The values by their weights, [kvHeads, N, group*R, P + L + R], to [1, N*R, heads*headSize]. */
  private mix(at: string, weights: string, names: ReturnType<typeof cacheNames>): string {
    const { graph } = this;
    const [shared, own, fresh] = ['shared', 'own', 'new'].map((part) => `${at}.${part}.weights`) as [string, string, string];
    graph.nodeWithOutputs('Split', [weights, INPUTS.splitSizes], [shared, own, fresh], { axis: 3 });
    const rows = graph.node('Reshape', [shared, INPUTS.sharedRows], `${shared}.rows`);
    const mixed = graph.node('MatMul', [rows, names.sharedValues], `${shared}.mixed`);
    const sum = graph.node(
      'Sum',
      [
        graph.node('Reshape', [mixed, INPUTS.groupShape], `${shared}.by_group`),
        graph.node('MatMul', [own, names.ownValues], `${own}.mixed`),
        graph.node('MatMul', [fresh, names.newValues], `${fresh}.mixed`),
      ],
      `${at}.context`,
    );
    const split = graph.node('Reshape', [sum, INPUTS.contextShape], `${at}.context.split`);
    const turned = graph.node('Transpose', [split], `${at}.context.turned`, { perm: [1, 3, 0, 2, 4] });
    return graph.node('Reshape', [turned, 'flat_shape'], `${at}.context.flat`);
  }

  /** SwiGLU (2002.05202). */
  private feedForward(layer: number, input: string): string {
    const { graph, shape } = this;
    const at = `blk.${layer}`;
    const size = shape.feedForward;
    const [gate, up] = this.project([`${at}.ffn_gate.weight`, `${at}.ffn_up.weight`], [size, size], shape.width, input, `${at}.gate_up`);
    // QuickGelu with alpha 1 is x * sigmoid(x), in one kernel.
    const activated = graph.node('QuickGelu', [gate as string], `${at}.activated`, { alpha: { float: 1 } }, MICROSOFT);
    const gated = graph.node('Mul', [activated, up as string], `${at}.gated`);
    return this.project([`${at}.ffn_down.weight`], [shape.width], size, gated, `${at}.ffn_out`)[0] as string;
  }

  private norm(input: string, weight: string, output: string): string {
    const { graph, shape } = this;
    graph.float(weight, this.weights.vector(weight, shape.width), [shape.width]);
    return graph.node('SimplifiedLayerNormalization', [input, weight], output, { axis: -1, epsilon: { float: shape.normEpsilon } });
  }

  /** Residual sum and its RMS norm (1910.07467) in one kernel. */
  private addAndNorm(residual: string, input: string, weight: string, name: string): { sum: string; normed: string } {
    const { graph, shape } = this;
    graph.float(weight, this.weights.vector(weight, shape.width), [shape.width]);
    const [normed, sum] = [`${name}.normed`, `${name}.sum`];
    graph.nodeWithOutputs(
      'SkipSimplifiedLayerNormalization',
      [input, residual, weight],
      [normed, '', '', sum],
      { epsilon: { float: shape.normEpsilon } },
      MICROSOFT,
    );
    return { sum, normed };
  }

  /** Logits of the chosen rows only: the output matrix is the largest of all. */
  private logits(normed: string): void {
    const { graph, shape } = this;
    const chosen = graph.node('Gather', [normed, INPUTS.logitRows], 'final.chosen', { axis: 1 });
    const name = this.weights.has('output.weight') ? 'output.weight' : 'token_embd.weight';
    const [raw] = this.project([name], [shape.vocabularySize], shape.width, chosen, 'final.logits');
    graph.integers('logits_shape', [-1, shape.vocabularySize]);
    graph.node('Reshape', [raw as string, 'logits_shape'], LOGITS);
    graph.output(LOGITS, 'float', ['M', shape.vocabularySize]);
  }

  /** Products of one input with several matrices, as one where their forms allow. */
  private project(names: readonly string[], rows: readonly number[], columns: number, input: string, output: string): string[] {
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

/** Files of the llama architecture store query and key rows so that rotated pairs are neighbours. */
function rotaryInterleaved({ architecture }: Hyperparameters): boolean {
  return architecture === 'llama';
}
