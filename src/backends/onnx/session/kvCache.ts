import type { Hyperparameters } from '../gguf/hyperparameters';

/** Keys and values of one layer: `[sequences, kvHeads, capacity, headSize]` each. */
export interface LayerCache {
  keys: Float32Array;
  values: Float32Array;
}

/** Growing by a fraction keeps the copies of a long sequence linear in its length. */
const GROWTH = 1.25;

/**
 * Keys and values of several sequences of one common length, with room to grow. Buffers are passed
 * to the graph whole, so capacity stays close to what is used: unused slots are computed and masked.
 */
export class KVCache {
  readonly layers: LayerCache[];
  private capacitySlots = 0;
  private usedSlots = 0;

  constructor(
    private readonly shape: Hyperparameters,
    private sequenceCount: number,
    private readonly bucket: number,
  ) {
    this.layers = Array.from({ length: shape.layers }, () => ({ keys: new Float32Array(0), values: new Float32Array(0) }));
    this.reserve(1);
  }

  get sequences(): number {
    return this.sequenceCount;
  }

  get length(): number {
    return this.usedSlots;
  }

  get capacity(): number {
    return this.capacitySlots;
  }

  get dims(): [number, number, number, number] {
    return [this.sequenceCount, this.shape.kvHeads, this.capacitySlots, this.shape.headSize];
  }

  /** Forgets everything after the first `length` slots, and gives back room beyond what `expected` slots will need. */
  truncate(length: number, expected = this.capacitySlots): void {
    this.usedSlots = Math.min(this.usedSlots, length);
    const capacity = this.roundUp(Math.max(expected, this.usedSlots, 1));
    if (capacity < this.capacitySlots) {
      this.resize(capacity);
    }
  }

  /** Makes room for `count` more slots in every sequence. */
  reserve(count: number): void {
    const needed = this.usedSlots + count;
    if (needed > this.capacitySlots) {
      this.resize(this.roundUp(Math.max(needed, this.capacitySlots * GROWTH)));
    }
  }

  private roundUp(slots: number): number {
    return Math.ceil(slots / this.bucket) * this.bucket;
  }

  private resize(capacity: number): void {
    for (const layer of this.layers) {
      layer.keys = this.moveTo(layer.keys, capacity);
      layer.values = this.moveTo(layer.values, capacity);
    }
    this.capacitySlots = capacity;
  }

  /** Appends `rows` new slots to every sequence of one layer; call `advance` once all layers are in. */
  append(layerIndex: number, keys: Float32Array, values: Float32Array, rows: number): void {
    const layer = this.layers[layerIndex];
    if (!layer) {
      throw new RangeError(`There is no layer ${layerIndex}.`);
    }
    this.copyRows(keys, layer.keys, rows);
    this.copyRows(values, layer.values, rows);
  }

  advance(rows: number): void {
    this.usedSlots += rows;
  }

  /** Keeps only the sequences at `kept`, in that order. */
  select(kept: readonly number[]): void {
    const stride = this.shape.kvHeads * this.capacitySlots * this.shape.headSize;
    const pick = (buffer: Float32Array): Float32Array => {
      const picked = new Float32Array(kept.length * stride);
      kept.forEach((from, to) => picked.set(buffer.subarray(from * stride, (from + 1) * stride), to * stride));
      return picked;
    };
    for (const layer of this.layers) {
      layer.keys = pick(layer.keys);
      layer.values = pick(layer.values);
    }
    this.sequenceCount = kept.length;
  }

  /** New rows are `[sequences, kvHeads, rows, headSize]`. */
  private copyRows(from: Float32Array, to: Float32Array, rows: number): void {
    const { headSize } = this.shape;
    const blocks = this.sequenceCount * this.shape.kvHeads;
    for (let block = 0; block < blocks; block += 1) {
      const source = from.subarray(block * rows * headSize, (block + 1) * rows * headSize);
      to.set(source, (block * this.capacitySlots + this.usedSlots) * headSize);
    }
  }

  private moveTo(buffer: Float32Array, capacity: number): Float32Array {
    const { headSize } = this.shape;
    const blocks = this.sequenceCount * this.shape.kvHeads;
    const moved = new Float32Array(blocks * capacity * headSize);
    for (let block = 0; block < blocks; block += 1) {
      const at = block * this.capacitySlots * headSize;
      moved.set(buffer.subarray(at, at + this.usedSlots * headSize), block * capacity * headSize);
    }
    return moved;
  }
}
