import type { Hyperparameters } from '../gguf/hyperparameters';
import { cacheNames, FINAL_HIDDEN, HEAD, INPUTS, LOGITS } from '../importer/graphInterface';
import type { TokenScores } from '../sampling';
import type { EmbeddingTable } from './embedding';
import type { KVCache } from './kvCache';
import type { OutputRows } from './outputRows';
import type { InferenceSession, Runtime, Tensor } from './runtime';

/** One forward pass. Rows are `groups` x `rows`: see `INPUTS`. */
export interface ForwardRequest {
  /** `groups * rows` token ids, group by group. */
  readonly tokens: readonly number[];
  readonly groups: number;
  /** Position of each token. */
  readonly positions: readonly number[];
  /** Which rows get logits. */
  readonly logitRows: readonly number[];
  /** What the scores' second normalizer is for; 0 counts as 1. */
  readonly temperature: number;
  /** Whether logits of every token are wanted beside the scores: copying them out costs 0.1 ms a row. */
  readonly wantsLogits: boolean;
  /** A cache of one sequence. */
  readonly shared: KVCache;
  /** A cache of `groups` sequences; null while a prompt is read. */
  readonly own: KVCache | null;
  /** Where the new keys and values go, behind what each sequence holds. They count once `advance` says so. */
  readonly into: KVCache;
}

/** What decoding needs of a model. */
export type ForwardModel = Pick<TransformerSession, 'shape' | 'forward'>;

/** What the model says after one row. */
export interface ScoredRow {
  readonly scores: TokenScores;
  /** `[vocabulary]`, when they were wanted. */
  readonly logits: Float32Array | null;
}

/** Runs the graph and fills the caches. Stateless but for the session itself. */
export class TransformerSession {
  constructor(
    private readonly runtime: Runtime,
    private readonly session: InferenceSession,
    readonly shape: Hyperparameters,
    private readonly embedding: EmbeddingTable,
    /** Corrects logits of a coarse output matrix; null where the graph's own are exact. */
    private readonly outputRows: OutputRows | null,
  ) {}

  /** What the model says after each of `logitRows`. The new keys and values are in `into` afterwards, still to be counted by `advance`. */
  async forward(request: ForwardRequest): Promise<ScoredRow[]> {
    const outputs = await this.run(request, [...Object.values(HEAD), ...(request.wantsLogits ? [LOGITS] : [])]);
    const [logits, normalizers, scaled] = [HEAD.logits, HEAD.logNormalizer, HEAD.scaledLogNormalizer].map((name) => floats(outputs[name]));
    const ids = integers(outputs[HEAD.ids]);
    const count = ids.length / request.logitRows.length;
    return request.logitRows.map((_, row) => {
      const scores = {
        ids: ids.subarray(row * count, (row + 1) * count),
        logits: (logits as Float32Array).subarray(row * count, (row + 1) * count),
        logNormalizer: normalizers?.[row] as number,
        scaledLogNormalizer: scaled?.[row] as number,
      };
      return {
        scores: this.outputRows?.rescore(scores, this.hiddenRow(outputs, row), request.temperature) ?? scores,
        logits: request.wantsLogits ? this.logitsRow(outputs, row) : null,
      };
    });
  }

  /** `[vocabulary]` */
  private logitsRow(outputs: Outputs, row: number): Float32Array {
    const size = this.shape.vocabularySize;
    const logits = floats(outputs[LOGITS]).subarray(row * size, (row + 1) * size);
    this.outputRows?.rescoreAll(logits, this.hiddenRow(outputs, row));
    return logits;
  }

  private async run(request: ForwardRequest, wanted: readonly string[]): Promise<Outputs> {
    const rows = request.tokens.length / request.groups;
    request.into.reserve(rows);
    const layers = Array.from({ length: this.shape.layers }, (_, layer) => cacheNames(layer));
    const caches = layers.flatMap(({ newKeys, newValues }) => [newKeys, newValues]);
    const hidden = this.outputRows ? [FINAL_HIDDEN] : [];
    const outputs: Outputs = await this.session.run(this.feeds(request, rows), [...wanted, ...hidden, ...caches]);
    layers.forEach(({ newKeys, newValues }, layer) => {
      request.into.append(layer, floats(outputs[newKeys]), floats(outputs[newValues]), rows);
    });
    return outputs;
  }

  private hiddenRow(outputs: Outputs, row: number): Float32Array {
    const { width } = this.shape;
    return floats(outputs[FINAL_HIDDEN]).subarray(row * width, (row + 1) * width);
  }

  private feeds(request: ForwardRequest, rows: number): Record<string, Tensor> {
    const { shape } = this;
    const { tokens, groups, positions, logitRows, shared } = request;
    const group = shape.heads / shape.kvHeads;
    const ownSlots = request.own?.capacity ?? 1;
    const feeds: Record<string, Tensor> = {
      [INPUTS.hidden]: this.float(this.embedding.lookUp(tokens), [1, tokens.length, shape.width]),
      [INPUTS.positions]: this.integer(positions, [1, positions.length]),
      [INPUTS.logitRows]: this.integer(logitRows, [logitRows.length]),
      [INPUTS.inverseTemperature]: this.float(Float32Array.of(1 / (request.temperature || 1)), [1]),
      [INPUTS.queryShape]: this.integer([groups, rows, shape.kvHeads, group, shape.headSize], [5]),
      [INPUTS.keyShape]: this.integer([groups, rows, shape.kvHeads, shape.headSize], [4]),
      [INPUTS.groupShape]: this.integer([shape.kvHeads, groups, group * rows, -1], [4]),
      [INPUTS.sharedRows]: this.integer([shape.kvHeads, groups * group * rows, shared.capacity], [3]),
      [INPUTS.splitSizes]: this.integer([shared.capacity, ownSlots, rows], [3]),
      [INPUTS.contextShape]: this.integer([shape.kvHeads, groups, group, rows, shape.headSize], [5]),
      [INPUTS.sharedMask]: this.float(shared.slotMask(), [1, 1, shared.capacity]),
      [INPUTS.ownMask]: this.float(request.own?.slotMask() ?? emptyMask(groups), [1, groups, 1, ownSlots]),
      [INPUTS.newMask]: this.float(causalMask(group, rows), [1, 1, group * rows, rows]),
    };
    this.addCaches(feeds, shared, request.own, groups);
    return feeds;
  }

  private addCaches(feeds: Record<string, Tensor>, shared: KVCache, own: KVCache | null, groups: number): void {
    const { kvHeads, headSize, layers } = this.shape;
    const empty = new Float32Array(groups * kvHeads * headSize);
    const ownDims = own?.dims ?? [kvHeads, groups, 1, headSize];
    const sharedDims = [kvHeads, shared.capacity, headSize];
    for (let layer = 0; layer < layers; layer += 1) {
      const names = cacheNames(layer);
      const sharedLayer = shared.layers[layer];
      const ownLayer = own?.layers[layer];
      if (!sharedLayer) {
        throw new RangeError(`The cache has no layer ${layer}.`);
      }
      feeds[names.sharedKeys] = this.float(sharedLayer.keys, sharedDims);
      feeds[names.sharedValues] = this.float(sharedLayer.values, sharedDims);
      feeds[names.ownKeys] = this.float(ownLayer?.keys ?? empty, ownDims);
      feeds[names.ownValues] = this.float(ownLayer?.values ?? empty, ownDims);
    }
  }

  private float(data: Float32Array, dims: readonly number[]): Tensor {
    return new this.runtime.Tensor('float32', data, dims);
  }

  private integer(data: readonly number[], dims: readonly number[]): Tensor {
    return new this.runtime.Tensor('int64', BigInt64Array.from(data, BigInt), dims);
  }
}

type Outputs = Readonly<Record<string, Tensor>>;

function integers(tensor: Tensor | undefined): Int32Array {
  if (!(tensor?.data instanceof Int32Array)) {
    throw new Error('The graph did not return what it declares.');
  }
  return tensor.data;
}

function floats(tensor: Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) {
    throw new Error('The graph did not return what it declares.');
  }
  return tensor.data;
}

/** One slot a group that nobody may look at, where there is no own cache yet. */
function emptyMask(groups: number): Float32Array {
  return new Float32Array(groups).fill(-Infinity);
}

/** `[group * rows, rows]`: row r sees new tokens 0 to r, once for each query head of a group. */
function causalMask(group: number, rows: number): Float32Array {
  const mask = new Float32Array(group * rows * rows);
  for (let head = 0; head < group; head += 1) {
    for (let row = 0; row < rows; row += 1) {
      const at = (head * rows + row) * rows;
      mask.fill(-Infinity, at + row + 1, at + rows);
    }
  }
  return mask;
}
