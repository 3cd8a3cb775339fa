import { ARCHITECTURES, type ArchitectureDescription } from '../gguf/architectures';
import type { Hyperparameters } from '../gguf/hyperparameters';
import type { GraphBuilder } from './graphBuilder';
import { MICROSOFT } from './graphBuilder';
import { cacheNames, FINAL_HIDDEN, HEAD, HEAD_TOKENS, INPUTS, LOGITS } from './graphInterface';
import { ELEMENT } from './onnxSchema';
import { Projections } from './projections';
import { rotaryTables, type RotaryOptions } from './rotary';
import { outputMatrix, type WeightSource } from './weightSource';

/**
 * Emits a decoder-only transformer with grouped-query attention, rotary positions and a gated
 * feed-forward. Pauses after each layer, so that the caller can report progress or stop.
 */
export function buildTransformer(graph: GraphBuilder, shape: Hyperparameters, weights: WeightSource): Generator<void, void> {
  return new TransformerBuilder(graph, shape, weights).build();
}

class TransformerBuilder {
  private readonly description: ArchitectureDescription;
  private readonly projections: Projections;

  constructor(
    private readonly graph: GraphBuilder,
    private readonly shape: Hyperparameters,
    private readonly weights: WeightSource,
  ) {
    this.description = ARCHITECTURES[shape.architecture];
    this.projections = new Projections(graph, weights);
  }

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
    graph.input(INPUTS.inverseTemperature, 'float', [1]);
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
    graph.integers('by_head_shape', [0, 0, -1, shape.headSize]);
    graph.integers('all_groups_shape', [shape.kvHeads, -1, shape.headSize]);
  }

  /** Tables of all positions; local layers have others, never stretched. */
  private addRotaryTables(): void {
    const { contextLength, headSize, ropeBase, ropeScaling, localLayers } = this.shape;
    const factors = this.weights.optionalVector('rope_freqs.weight', headSize / 2);
    this.addRotaryTable('rope', { contextLength, headSize, base: ropeBase, scaling: ropeScaling, factors });
    if (localLayers) {
      const scaling = { ...ropeScaling, factor: 1 };
      this.addRotaryTable('local_rope', { contextLength, headSize, base: localLayers.ropeBase, scaling, factors: null });
    }
  }

  private addRotaryTable(name: string, options: RotaryOptions): void {
    const { cosines, sines } = rotaryTables(options);
    const dims = [options.contextLength, options.headSize / 2];
    this.graph.float(`${name}_cosines`, cosines, dims);
    this.graph.float(`${name}_sines`, sines, dims);
  }

  private attention(layer: number, input: string): string {
    const { shape } = this;
    const at = `blk.${layer}`;
    const [query, key, value] = this.projectAttention(layer, input);
    const queries = this.arrangeQueries(this.rotate(layer, this.headNorm(query, `${at}.attn_q_norm.weight`, shape.queryScale), shape.heads));
    const names = this.declareCache(layer);
    this.arrangeNew(this.rotate(layer, this.headNorm(key, `${at}.attn_k_norm.weight`), shape.kvHeads), names.newKeys);
    this.arrangeNew(value, names.newValues);
    const context = this.attend(at, queries, names);
    const [output] = this.projections.project([`${at}.attn_output.weight`], [shape.width], shape.heads * shape.headSize, context, `${at}.attn_out`);
    return this.postNorm(output as string, `${at}.post_attention_norm.weight`);
  }

  private rotate(layer: number, input: string, heads: number): string {
    const table = this.shape.localLayers?.isLocal[layer] === true ? 'local_rope' : 'rope';
    return this.graph.node(
      'RotaryEmbedding',
      [input, INPUTS.positions, `${table}_cosines`, `${table}_sines`],
      `${input}.rotated`,
      { interleaved: this.description.interleavedRotation ? 1 : 0, num_heads: heads, rotary_embedding_dim: 0 },
      MICROSOFT,
    );
  }

  /** RMS norm of each head of `[1, N*R, heads*headSize]`, where the architecture has one. `scale` goes into its weights. */
  private headNorm(input: string, weight: string, scale = 1): string {
    const { graph, shape } = this;
    if (!this.description.headNorms) {
      return input;
    }
    const scaled = this.weights.vector(weight, shape.headSize).map((value) => value * scale);
    graph.float(weight, scaled, [shape.headSize]);
    const byHead = graph.node('Reshape', [input, 'by_head_shape'], `${input}.by_head`);
    const normed = this.rmsNorm(byHead, weight, `${input}.normed`);
    return graph.node('Reshape', [normed, graph.integers(`${input}.flat_shape`, [0, 0, -1])], `${input}.head_normed`);
  }

  private projectAttention(layer: number, input: string): [string, string, string] {
    const { shape } = this;
    const at = `blk.${layer}`;
    const sizes = [shape.heads * shape.headSize, shape.kvHeads * shape.headSize, shape.kvHeads * shape.headSize];
    const parts = ['attn_q', 'attn_k', 'attn_v'];
    const outputs = this.projections.project(parts.map((part) => `${at}.${part}.weight`), sizes, shape.width, input, `${at}.qkv`);
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

  /** A gated feed-forward: SwiGLU or GEGLU (2002.05202). */
  private feedForward(layer: number, input: string): string {
    const { graph, shape } = this;
    const at = `blk.${layer}`;
    const size = shape.feedForward;
    const [gate, up] = this.projections.project([`${at}.ffn_gate.weight`, `${at}.ffn_up.weight`], [size, size], shape.width, input, `${at}.gate_up`);
    const gated = graph.node('Mul', [this.bend(gate as string, `${at}.activated`), up as string], `${at}.gated`);
    const [output] = this.projections.project([`${at}.ffn_down.weight`], [shape.width], size, gated, `${at}.ffn_out`);
    return this.postNorm(output as string, `${at}.post_ffw_norm.weight`);
  }

  private bend(gate: string, output: string): string {
    // QuickGelu with alpha 1 is x * sigmoid(x), in one kernel; FastGelu is GELU by tanh.
    return this.description.gate === 'silu'
      ? this.graph.node('QuickGelu', [gate], output, { alpha: { float: 1 } }, MICROSOFT)
      : this.graph.node('FastGelu', [gate], output, {}, MICROSOFT);
  }

  /** Norm of what a layer's half returns, where the architecture has one. */
  private postNorm(input: string, weight: string): string {
    return this.description.postNorms ? this.norm(input, weight, `${input}.normed`) : input;
  }

  private norm(input: string, weight: string, output: string): string {
    const { graph, shape } = this;
    graph.float(weight, this.weights.vector(weight, shape.width), [shape.width]);
    return this.rmsNorm(input, weight, output);
  }

  /** Of the last axis (1910.07467). */
  private rmsNorm(input: string, weight: string, output: string): string {
    return this.graph.node('SimplifiedLayerNormalization', [input, weight], output, { axis: -1, epsilon: { float: this.shape.normEpsilon } });
  }

  /** Residual sum and its RMS norm in one kernel. */
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
    const raw = this.projections.output(outputMatrix(this.weights), shape.vocabularySize, shape.width, chosen, 'final.logits');
    graph.integers('logits_shape', [-1, shape.vocabularySize]);
    graph.node('Reshape', [raw, 'logits_shape'], LOGITS);
    graph.output(LOGITS, 'float', ['M', shape.vocabularySize]);
    graph.integers('final_shape', [-1, shape.width]);
    graph.node('Reshape', [chosen, 'final_shape'], FINAL_HIDDEN);
    graph.output(FINAL_HIDDEN, 'float', ['M', shape.width]);
    this.head();
  }

  private head(): void {
    const { graph, shape } = this;
    const count = Math.min(HEAD_TOKENS, shape.vocabularySize);
    graph.nodeWithOutputs('TopK', [LOGITS, graph.integers('head_tokens', [count])], [HEAD.logits, 'top_ids_64'], { axis: 1 });
    graph.node('Cast', ['top_ids_64'], HEAD.ids, { to: ELEMENT.int32 });
    graph.output(HEAD.logits, 'float', ['M', count]);
    graph.output(HEAD.ids, 'int32', ['M', count]);
    graph.integers('first_token', [0]);
    this.logNormalizer(LOGITS, HEAD.logNormalizer);
    this.logNormalizer(graph.node('Mul', [LOGITS, INPUTS.inverseTemperature], 'scaled_logits'), HEAD.scaledLogNormalizer);
  }

  /** Any token's logit less its log-probability; LogSoftmax is ten times as fast as ReduceLogSumExp here. */
  private logNormalizer(logits: string, output: string): void {
    const { graph } = this;
    const logprobs = graph.node('LogSoftmax', [logits], `${output}.logprobs`, { axis: 1 });
    const first = (name: string): string => graph.node('Gather', [name, 'first_token'], `${name}.first`, { axis: 1 });
    const difference = graph.node('Sub', [first(logits), first(logprobs)], `${output}.column`);
    graph.node('Squeeze', [difference, graph.integers(`${output}.axis`, [1])], output);
    graph.output(output, 'float', ['M']);
  }
}
