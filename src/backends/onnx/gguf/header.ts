import { ByteReader, HeaderError } from './byteReader';

export interface TensorHeader {
  readonly name: string;
  /** Row length first. */
  readonly dimensions: readonly number[];
  readonly type: number;
  /** From the begin of the data. */
  readonly offset: number;
}

export interface GgufHeader {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly tensors: readonly TensorHeader[];
  /** Where in the file the data begins. */
  readonly dataOffset: number;
}

export const MAGIC = 'GGUF';
/** Version 1 had other lengths and is in no file that is still in use; 2 and 3 differ in byte order alone. */
const VERSIONS: readonly number[] = [2, 3];

/** A vocabulary of 262,144 words takes 6 MB. */
const MAX_HEADER_BYTES = 2 ** 26;
/** The largest vocabularies have 262,144 words and twice as many merges. */
const MAX_VALUES = 2 ** 22;
/** The largest models have a few thousand tensors. */
const MAX_TENSORS = 100_000;
const MAX_DIMENSIONS = 4;
/** Arrays of arrays are in no known key, and each level of them could cost a stack frame. */
const MAX_DEPTH = 2;
const DEFAULT_ALIGNMENT = 32;
const MAX_ALIGNMENT = 2 ** 20;

/** Bytes that the shortest metadata entry and the shortest tensor entry take. */
const SHORTEST_ENTRY = 13;
const SHORTEST_TENSOR = 24;

/**
 * Reads the header of an open GGUF file of `size` bytes. Memory and time are bounded by the header's
 * own bytes, whatever it claims.
 * @throws HeaderError saying what is wrong.
 */
export function readHeader(descriptor: number, size: number): GgufHeader {
  const reader = new ByteReader(descriptor, Math.min(size, MAX_HEADER_BYTES));
  checkBeginning(reader, size);
  const tensorCount = reader.uint64();
  const entryCount = reader.uint64();
  if (tensorCount > MAX_TENSORS) {
    throw new HeaderError(`it claims ${tensorCount} tensors`);
  }
  reader.expect(1, entryCount * SHORTEST_ENTRY + tensorCount * SHORTEST_TENSOR);
  const metadata = new MetadataReader(reader).read(entryCount);
  const tensors = Array.from({ length: tensorCount }, () => readTensor(reader));
  const alignment = readAlignment(metadata);
  return { metadata, tensors, dataOffset: Math.ceil(reader.offset / alignment) * alignment };
}

function checkBeginning(reader: ByteReader, size: number): void {
  const magic = size < MAGIC.length ? '' : String.fromCharCode(...Array.from(MAGIC, () => reader.uint8()));
  if (magic !== MAGIC) {
    throw new HeaderError('it does not begin like a GGUF file');
  }
  const version = reader.uint32();
  if (!VERSIONS.includes(version)) {
    throw new HeaderError(`its version is ${version}, or it is written for big-endian machines`);
  }
}

function readTensor(reader: ByteReader): TensorHeader {
  const name = reader.text();
  const count = reader.uint32();
  if (count > MAX_DIMENSIONS) {
    throw new HeaderError(`the tensor ${name} has ${count} dimensions`);
  }
  const dimensions = Array.from({ length: count }, () => reader.uint64());
  return { name, dimensions, type: reader.uint32(), offset: reader.uint64() };
}

function readAlignment(metadata: Readonly<Record<string, unknown>>): number {
  const alignment = metadata['general.alignment'] ?? DEFAULT_ALIGNMENT;
  const whole = typeof alignment === 'number' && Number.isInteger(alignment) && alignment > 0 && alignment <= MAX_ALIGNMENT;
  if (!whole) {
    throw new HeaderError(`its alignment is ${String(alignment)}`);
  }
  return alignment;
}

/** Numbers of the value types, from the format's definition. */
const STRING = 8;
const ARRAY = 9;
const SCALARS: Readonly<Record<number, { readonly size: number; read(reader: ByteReader): unknown }>> = {
  0: { size: 1, read: (reader) => reader.uint8() },
  1: { size: 1, read: (reader) => reader.int8() },
  2: { size: 2, read: (reader) => reader.uint16() },
  3: { size: 2, read: (reader) => reader.int16() },
  4: { size: 4, read: (reader) => reader.uint32() },
  5: { size: 4, read: (reader) => reader.int32() },
  6: { size: 4, read: (reader) => reader.float32() },
  7: { size: 1, read: (reader) => reader.uint8() !== 0 },
  [STRING]: { size: 8, read: (reader) => reader.text() },
  10: { size: 8, read: (reader) => reader.uint64() },
  11: { size: 8, read: (reader) => reader.int64() },
  12: { size: 8, read: (reader) => reader.float64() },
};

/** An array's type and length. */
const SHORTEST_ARRAY = 12;

class MetadataReader {
  private values = 0;

  constructor(private readonly reader: ByteReader) {}

  /** Without a prototype, so that no key of a file is found that it does not have. */
  read(count: number): Record<string, unknown> {
    const metadata = Object.create(null) as Record<string, unknown>;
    for (let entry = 0; entry < count; entry += 1) {
      const key = this.reader.text();
      if (key in metadata) {
        throw new HeaderError(`it has the key ${key} twice`);
      }
      metadata[key] = this.value(this.reader.uint32(), key, 0);
    }
    return metadata;
  }

  private value(type: number, key: string, depth: number): unknown {
    this.values += 1;
    if (this.values > MAX_VALUES) {
      throw new HeaderError(`it claims more than ${MAX_VALUES} values`);
    }
    if (type === ARRAY && depth < MAX_DEPTH) {
      return this.array(key, depth);
    }
    const scalar = SCALARS[type];
    if (!scalar) {
      throw new HeaderError(`the value of ${key} is of the unknown type ${type}`);
    }
    return scalar.read(this.reader);
  }

  private array(key: string, depth: number): unknown[] {
    const type = this.reader.uint32();
    const length = this.reader.uint64();
    this.reader.expect(length, SCALARS[type]?.size ?? SHORTEST_ARRAY);
    const items: unknown[] = [];
    for (let index = 0; index < length; index += 1) {
      items.push(this.value(type, key, depth + 1));
    }
    return items;
  }
}
