import { BLOCKS, TENSOR_TYPES, type TensorType } from '../../src/backends/onnx/gguf/types';
import { seededRandom, type Random } from '../../src/base/random';

/** Value types of GGUF metadata that tests need. */
const VALUE_TYPE = { uint16: 2, uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;
const ALIGNMENT = 32;

type Numeric = 'uint16' | 'uint32' | 'int32' | 'float32';
export type MetadataValue = string | boolean | readonly string[] | Readonly<Partial<Record<Numeric, number | readonly number[]>>>;

export interface TensorToWrite {
  readonly name: string;
  /** A number stands for a type that no importer knows. */
  readonly type: TensorType | number;
  /** Row length first, as the format has it. */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** Bytes of a GGUF file, version 3, little-endian. */
export function writeGguf(metadata: Readonly<Record<string, MetadataValue>>, tensors: readonly TensorToWrite[]): Uint8Array {
  const parts: Buffer[] = [Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(Object.keys(metadata).length)];
  for (const [key, value] of Object.entries(metadata)) {
    parts.push(text(key), metadataValue(value));
  }
  let offset = 0;
  for (const { name, type, shape, data } of tensors) {
    parts.push(text(name), u32(shape.length), ...shape.map(u64), u32(typeNumber(type)), u64(offset));
    offset += padded(data.length);
  }
  const header = Buffer.concat(parts);
  return Buffer.concat([pad(header), ...tensors.map(({ data }) => pad(Buffer.from(data)))]);
}

/** Random blocks of an encoding, with scales that keep the weights small. */
export function randomBlocks(type: TensorType, count: number, random: Random): Uint8Array {
  const { values, bytes } = BLOCKS[type];
  const data = Uint8Array.from({ length: (count / values) * bytes }, () => random.integer(256));
  const view = new DataView(data.buffer);
  for (let at = 0; at < data.length; at += bytes) {
    for (const half of HALF_OFFSETS[type]) {
      // 0x2000 to 0x27ff and their negatives: halves between 2^-7 and 2^-5.
      view.setUint16(at + half, 0x2000 + random.integer(0x800) + (random.integer(2) << 15), true);
    }
    if (type === 'F32') {
      view.setFloat32(at, random.next() - 0.5, true);
    }
  }
  return data;
}

/** Where a block's half-precision numbers are. */
const HALF_OFFSETS: Readonly<Record<TensorType, readonly number[]>> = {
  F32: [], F16: [0], BF16: [0], Q4_0: [0], Q4_1: [0, 2], Q5_0: [0], Q5_1: [0, 2], Q8_0: [0],
  Q2_K: [80, 82], Q3_K: [108], Q4_K: [0, 2], Q5_K: [0, 2], Q6_K: [208], IQ4_NL: [0], IQ4_XS: [0],
};

export interface TinyModelOptions {
  readonly architecture?: string;
  readonly matrixType?: TensorType;
  readonly metadata?: Readonly<Record<string, MetadataValue>>;
  /** Changes tensors before they are written. */
  editTensors?(tensors: TensorToWrite[]): TensorToWrite[];
}

const TINY = { width: 256, feedForward: 256, heads: 4, kvHeads: 2, vocabulary: 32, context: 64 } as const;

/** A whole model of one layer with made-up weights: small enough to import in milliseconds. */
export function tinyModel({ architecture = 'llama', matrixType = 'Q4_0', metadata = {}, editTensors = (all) => all }: TinyModelOptions = {}): Uint8Array {
  const random = seededRandom(1);
  const { width, feedForward, heads, kvHeads, vocabulary, context } = TINY;
  const kvWidth = (width / heads) * kvHeads;
  const matrix = (name: string, columns: number, rows: number): TensorToWrite => ({
    name, type: matrixType, shape: [columns, rows], data: randomBlocks(matrixType, columns * rows, random),
  });
  const vector = (name: string, length: number): TensorToWrite => ({ name, type: 'F32', shape: [length], data: randomBlocks('F32', length, random) });
  const tensors = [
    matrix('token_embd.weight', width, vocabulary),
    vector('blk.0.attn_norm.weight', width),
    matrix('blk.0.attn_q.weight', width, width),
    matrix('blk.0.attn_k.weight', width, kvWidth),
    matrix('blk.0.attn_v.weight', width, kvWidth),
    matrix('blk.0.attn_output.weight', width, width),
    vector('blk.0.ffn_norm.weight', width),
    matrix('blk.0.ffn_gate.weight', width, feedForward),
    matrix('blk.0.ffn_up.weight', width, feedForward),
    matrix('blk.0.ffn_down.weight', feedForward, width),
    vector('output_norm.weight', width),
  ];
  const count = (value: number): { uint32: number } => ({ uint32: value });
  const shape = {
    'general.architecture': architecture,
    [`${architecture}.block_count`]: count(1),
    [`${architecture}.embedding_length`]: count(width),
    [`${architecture}.feed_forward_length`]: count(feedForward),
    [`${architecture}.attention.head_count`]: count(heads),
    [`${architecture}.attention.head_count_kv`]: count(kvHeads),
    [`${architecture}.attention.layer_norm_rms_epsilon`]: { float32: 1e-5 },
    [`${architecture}.context_length`]: count(context),
    'tokenizer.ggml.tokens': Array.from({ length: vocabulary }, (_, id) => `token${id}`),
  };
  return writeGguf({ ...shape, ...metadata }, editTensors(tensors));
}

function metadataValue(value: MetadataValue): Buffer {
  if (typeof value === 'string') {
    return Buffer.concat([u32(VALUE_TYPE.string), text(value)]);
  }
  if (typeof value === 'boolean') {
    return Buffer.concat([u32(VALUE_TYPE.bool), Buffer.of(value ? 1 : 0)]);
  }
  if (Array.isArray(value)) {
    return Buffer.concat([u32(VALUE_TYPE.array), u32(VALUE_TYPE.string), u64(value.length), ...(value as string[]).map(text)]);
  }
  const [[type, numbers] = []] = Object.entries(value) as [Numeric, number | readonly number[]][];
  if (type === undefined || numbers === undefined) {
    throw new Error('A value was expected.');
  }
  return typeof numbers === 'number'
    ? Buffer.concat([u32(VALUE_TYPE[type]), number(type, numbers)])
    : Buffer.concat([u32(VALUE_TYPE.array), u32(VALUE_TYPE[type]), u64(numbers.length), ...numbers.map((each) => number(type, each))]);
}

function number(type: Numeric, value: number): Buffer {
  const bytes = Buffer.alloc(type === 'uint16' ? 2 : 4);
  const write = { uint16: 'writeUInt16LE', uint32: 'writeUInt32LE', int32: 'writeInt32LE', float32: 'writeFloatLE' } as const;
  bytes[write[type]](value);
  return bytes;
}

function typeNumber(type: TensorType | number): number {
  return typeof type === 'number' ? type : Number(Object.entries(TENSOR_TYPES).find(([, name]) => name === type)?.[0]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function pad(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)]);
}
