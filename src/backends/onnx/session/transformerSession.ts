import type { Hyperparameters } from '../gguf/hyperparameters';
import { cacheNames, INPUTS, LOGITS } from '../importer/transformer';
import type { EmbeddingTable } from './embedding';
import type { KVCache } from './kvCache';
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
  /** A cache of one sequence. */
  readonly shared: KVCache;
  /** A cache of `groups` sequences; null while a prompt is read. */
  readonly own: KVCache | null;
  /** Where the new keys and values go, behind what each sequence holds. They count once `advance` says so. */
  readonly into: KVCache;
}

/** Runs the graph and keeps the caches. Stateless but for the session itself. */
export class TransformerSession {
  constructor(
    private readonly runtime: Runtime,
    private readonly session: InferenceSession,
    readonly shape: Hyperparameters,
    private readonly embedding: EmbeddingTable,
  ) {}

  /** `[logitRows, vocabulary]`. The new keys and values are in `into` afterwards, still to be counted by `advance`. */
  async forward(request: ForwardRequest): Promise<Float32Array> {
    const rows = request.tokens.length / request.groups;
    request.into.reserve(rows);
    const outputs = await this.session.run(this.feeds(request, rows));
    for (let layer = 0; layer < this.shape.layers; layer += 1) {
      const names = cacheNames(layer);
      request.into.append(layer, floats(outputs[names.newKeys]), floats(outputs[names.newValues]), rows);
    }
    return floats(outputs[LOGITS]);
  }

  async close(): Promise<void> {
    await this.session.release();
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
