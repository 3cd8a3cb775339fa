import type { Hyperparameters } from '../gguf/hyperparameters';

/** Keys and values of one layer: `[kvHeads, sequences, capacity, headSize]` each. */
export interface LayerCache {
  keys: Float32Array;
  values: Float32Array;
}

/** Growing by a fraction keeps the copies of a long sequence linear in its length. */
const GROWTH = 1.25;

/**
 * Keys and values of several sequences, each of a length of its own, with room to grow. Buffers are
 * passed to the graph whole, so capacity stays close to what is used: unused slots are computed and
 * masked.
 */
export class KVCache {
  readonly layers: LayerCache[];
  private capacitySlots = 0;
  /** Used slots of each sequence. */
  private lengths: number[];

  constructor(
    private readonly shape: Hyperparameters,
    sequences: number,
    private readonly bucket: number,
  ) {
    this.layers = Array.from({ length: shape.layers }, () => ({ keys: new Float32Array(0), values: new Float32Array(0) }));
    this.lengths = new Array<number>(sequences).fill(0);
    this.reserve(1);
  }

  get sequences(): number {
    return this.lengths.length;
  }

  /** Used slots of the longest sequence. */
  get length(): number {
    return Math.max(0, ...this.lengths);
  }

  get capacity(): number {
    return this.capacitySlots;
  }

  get dims(): [number, number, number, number] {
    return [this.shape.kvHeads, this.sequences, this.capacitySlots, this.shape.headSize];
  }

  /** Memory of all layers, in bytes. */
  get bytes(): number {
    const { kvHeads, headSize, layers } = this.shape;
    return 2 * layers * kvHeads * this.sequences * this.capacitySlots * headSize * Float32Array.BYTES_PER_ELEMENT;
  }

  /** `[sequences, capacity]`: 0 for used slots, -inf for the others. */
  slotMask(): Float32Array {
    const mask = new Float32Array(this.sequences * this.capacitySlots);
    this.lengths.forEach((length, sequence) => {
      mask.fill(-Infinity, sequence * this.capacitySlots + length, (sequence + 1) * this.capacitySlots);
    });
    return mask;
  }

  /** Forgets everything after the first `length` slots, and gives back room beyond what `expected` slots will need. */
  truncate(length: number, expected = this.capacitySlots): void {
    this.lengths = this.lengths.map((used) => Math.min(used, length));
    const capacity = this.roundUp(Math.max(expected, this.length, 1));
    if (capacity < this.capacitySlots) {
      this.rebuild(this.everySequence(), capacity);
    }
  }

  /** Makes room for `count` more slots in every sequence. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed > this.capacitySlots) {
      this.rebuild(this.everySequence(), this.roundUp(Math.max(needed, this.capacitySlots * GROWTH)));
    }
  }

  /** Writes `rows` new slots, `[kvHeads, sequences, rows, headSize]`, behind every sequence of one layer; `advance` counts them. */
  append(layerIndex: number, keys: Float32Array, values: Float32Array, rows: number): void {
    const layer = this.layers[layerIndex];
    if (!layer) {
      throw new RangeError(`There is no layer ${layerIndex}.`);
    }
    this.copyRows(keys, layer.keys, rows);
    this.copyRows(values, layer.values, rows);
  }

  /** Counts the first rows that were appended to each sequence: all alike, or so many for each. Uncounted rows are overwritten by the next. */
  advance(rows: number | readonly number[]): void {
    this.lengths = this.lengths.map((length, sequence) => length + (typeof rows === 'number' ? rows : (rows[sequence] ?? 0)));
  }

  /** Keeps only the sequences at `kept`, in that order, and adds `joining` empty ones behind them. */
  select(kept: readonly number[], joining = 0): void {
    this.rebuild([...kept, ...new Array<null>(joining).fill(null)], this.capacitySlots);
  }

  /** A copy that shares nothing with this one and has no spare room. */
  snapshot(): KVCache {
    const copy = new KVCache(this.shape, 0, 1);
    copy.lengths = [...this.lengths];
    copy.capacitySlots = Math.max(1, this.length);
    this.layers.forEach((layer, index) => {
      copy.layers[index] = {
        keys: this.moved(layer.keys, this.everySequence(), copy.capacitySlots),
        values: this.moved(layer.values, this.everySequence(), copy.capacitySlots),
      };
    });
    return copy;
  }

  private everySequence(): number[] {
    return this.lengths.map((_, sequence) => sequence);
  }

  private roundUp(slots: number): number {
    return Math.ceil(slots / this.bucket) * this.bucket;
  }

  /** New buffers with these sequences of the present ones; null is an empty one. */
  private rebuild(sequences: readonly (number | null)[], capacity: number): void {
    for (const layer of this.layers) {
      layer.keys = this.moved(layer.keys, sequences, capacity);
      layer.values = this.moved(layer.values, sequences, capacity);
    }
    this.lengths = sequences.map((from) => (from === null ? 0 : (this.lengths[from] ?? 0)));
    this.capacitySlots = capacity;
  }

  private moved(buffer: Float32Array, sequences: readonly (number | null)[], capacity: number): Float32Array {
    const { headSize, kvHeads } = this.shape;
    const moved = new Float32Array(kvHeads * sequences.length * capacity * headSize);
    for (let head = 0; head < kvHeads; head += 1) {
      sequences.forEach((from, to) => {
        if (from === null) {
          return;
        }
        const at = (head * this.sequences + from) * this.capacitySlots * headSize;
        const used = (this.lengths[from] ?? 0) * headSize;
        moved.set(buffer.subarray(at, at + used), (head * sequences.length + to) * capacity * headSize);
      });
    }
    return moved;
  }

  private copyRows(from: Float32Array, to: Float32Array, rows: number): void {
    const { headSize, kvHeads } = this.shape;
    for (let block = 0; block < kvHeads * this.sequences; block += 1) {
      const used = this.lengths[block % this.sequences] ?? 0;
      to.set(from.subarray(block * rows * headSize, (block + 1) * rows * headSize), (block * this.capacitySlots + used) * headSize);
    }
  }
}
