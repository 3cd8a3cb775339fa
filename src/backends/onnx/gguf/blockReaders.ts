import { readHalf } from './numbers';
import type { QuantizedType } from './types';

/**
 * A block's weights as small integers: weight i is `integers[i] * scales[g] + offsets[g]` with
 * g = i / groupSize rounded down. Buffers are reused from block to block; `offsets` stay 0 where an
 * encoding has none.
 */
export interface DecodedBlock {
  readonly integers: Int16Array;
  readonly scales: Float32Array;
  readonly offsets: Float32Array;
}

export interface BlockReader {
  /** Weights that share a scale. */
  readonly groupSize: 16 | 32;
  /** Decodes the block that begins at byte `at`. */
  read(bytes: DataView, at: number, block: DecodedBlock): void;
}

/** Room for the largest block: 256 weights in groups of 16. */
export function createDecodedBlock(): DecodedBlock {
  return { integers: new Int16Array(256), scales: new Float32Array(16), offsets: new Float32Array(16) };
}

/** Values of the non-linear four-bit encodings, part of the format. */
const NON_LINEAR = Int8Array.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

/** Layouts are those of the GGUF tensor encodings; byte offsets count from the block's begin. */
export const BLOCK_READERS: Readonly<Record<QuantizedType, BlockReader>> = {
  Q4_0: {
    groupSize: 32,
    read: (bytes, at, { integers, scales }) => {
      scales[0] = readHalf(bytes, at);
      readNibbles(bytes, at + 2, integers, 0);
      shift(integers, 32, -8);
    },
  },
  Q4_1: {
    groupSize: 32,
    read: (bytes, at, { integers, scales, offsets }) => {
      scales[0] = readHalf(bytes, at);
      offsets[0] = readHalf(bytes, at + 2);
      readNibbles(bytes, at + 4, integers, 0);
    },
  },
  Q5_0: {
    groupSize: 32,
    read: (bytes, at, { integers, scales }) => {
      scales[0] = readHalf(bytes, at);
      readNibbles(bytes, at + 6, integers, 0);
      addFifthBits(bytes, at + 2, integers);
      shift(integers, 32, -16);
    },
  },
  Q5_1: {
    groupSize: 32,
    read: (bytes, at, { integers, scales, offsets }) => {
      scales[0] = readHalf(bytes, at);
      offsets[0] = readHalf(bytes, at + 2);
      readNibbles(bytes, at + 8, integers, 0);
      addFifthBits(bytes, at + 4, integers);
    },
  },
  Q8_0: {
    groupSize: 32,
    read: (bytes, at, { integers, scales }) => {
      scales[0] = readHalf(bytes, at);
      for (let i = 0; i < 32; i += 1) {
        integers[i] = bytes.getInt8(at + 2 + i);
      }
    },
  },
  Q2_K: { groupSize: 16, read: readQ2K },
  Q3_K: { groupSize: 16, read: readQ3K },
  Q4_K: {
    groupSize: 32,
    read: (bytes, at, block) => {
      readScalesAndMinima(bytes, at, block);
      readNibblePairs(bytes, at + 16, block.integers);
    },
  },
  Q5_K: { groupSize: 32, read: readQ5K },
  Q6_K: { groupSize: 16, read: readQ6K },
  IQ4_NL: {
    groupSize: 32,
    read: (bytes, at, { integers, scales }) => {
      scales[0] = readHalf(bytes, at);
      readNibbles(bytes, at + 2, integers, 0);
      lookUpNonLinear(integers, 32);
    },
  },
  IQ4_XS: { groupSize: 32, read: readIQ4XS },
};

/** 16 bytes; low nibbles are the first half of 32 integers, high ones the second. */
function readNibbles(bytes: DataView, at: number, integers: Int16Array, to: number): void {
  for (let i = 0; i < 16; i += 1) {
    const packed = bytes.getUint8(at + i);
    integers[to + i] = packed & 15;
    integers[to + 16 + i] = packed >> 4;
  }
}

/** 128 bytes of a K block: every 32 bytes hold two groups of 32, the first in the low nibbles. */
function readNibblePairs(bytes: DataView, at: number, integers: Int16Array): void {
  for (let i = 0; i < 128; i += 1) {
    const packed = bytes.getUint8(at + i);
    const to = (i >> 5) * 64 + (i & 31);
    integers[to] = packed & 15;
    integers[to + 32] = packed >> 4;
  }
}

/** 64 bytes of a K block: every 32 bytes hold four groups of 32, lowest bits first. */
function readBitPairs(bytes: DataView, at: number, integers: Int16Array): void {
  for (let i = 0; i < 64; i += 1) {
    const packed = bytes.getUint8(at + i);
    const to = (i >> 5) * 128 + (i & 31);
    for (let quarter = 0; quarter < 4; quarter += 1) {
      integers[to + quarter * 32] = (packed >> (2 * quarter)) & 3;
    }
  }
}

/** A mask of 32 bits, the fifth of each integer. */
function addFifthBits(bytes: DataView, at: number, integers: Int16Array): void {
  const mask = bytes.getUint32(at, true);
  for (let i = 0; i < 32; i += 1) {
    integers[i] = (integers[i] as number) | (((mask >>> i) & 1) << 4);
  }
}

function shift(integers: Int16Array, count: number, by: number): void {
  for (let i = 0; i < count; i += 1) {
    integers[i] = (integers[i] as number) + by;
  }
}

function lookUpNonLinear(integers: Int16Array, count: number): void {
  for (let i = 0; i < count; i += 1) {
    integers[i] = NON_LINEAR[integers[i] as number] as number;
  }
}

/** Scales and minima of Q4_K and Q5_K: six bits each, 8 + 8 of them in 12 bytes, after the two halves they multiply. */
function readScalesAndMinima(bytes: DataView, at: number, { scales, offsets }: DecodedBlock): void {
  const scale = readHalf(bytes, at);
  const minimum = readHalf(bytes, at + 2);
  const packed = (index: number): number => bytes.getUint8(at + 4 + index);
  for (let group = 0; group < 4; group += 1) {
    scales[group] = scale * (packed(group) & 63);
    offsets[group] = -minimum * (packed(group + 4) & 63);
    const low = packed(group + 8);
    scales[group + 4] = scale * ((low & 15) | ((packed(group) >> 6) << 4));
    offsets[group + 4] = -minimum * ((low >> 4) | ((packed(group + 4) >> 6) << 4));
  }
}

/** 16 bytes of 4-bit scale (low) and minimum (high), 64 of integers, then the halves that multiply the two. */
function readQ2K(bytes: DataView, at: number, { integers, scales, offsets }: DecodedBlock): void {
  const scale = readHalf(bytes, at + 80);
  const minimum = readHalf(bytes, at + 82);
  for (let group = 0; group < 16; group += 1) {
    const packed = bytes.getUint8(at + group);
    scales[group] = scale * (packed & 15);
    offsets[group] = -minimum * (packed >> 4);
  }
  readBitPairs(bytes, at + 16, integers);
}

/** 32 bytes of third bits (one plane for each group of 32, a clear bit takes 4 away), 64 of the lower two, 12 of scales, a half. */
function readQ3K(bytes: DataView, at: number, { integers, scales }: DecodedBlock): void {
  const scale = readHalf(bytes, at + 108);
  for (let group = 0; group < 16; group += 1) {
    const low = (bytes.getUint8(at + 96 + (group & 7)) >> (group < 8 ? 0 : 4)) & 15;
    const high = (bytes.getUint8(at + 104 + (group & 3)) >> (2 * (group >> 2))) & 3;
    scales[group] = scale * ((low | (high << 4)) - 32);
  }
  readBitPairs(bytes, at + 32, integers);
  for (let i = 0; i < 256; i += 1) {
    const third = (bytes.getUint8(at + (i & 31)) >> (i >> 5)) & 1;
    integers[i] = (integers[i] as number) - (third ? 0 : 4);
  }
}

/** As Q4_K, with 32 bytes of fifth bits (one plane for each group) before the nibbles. */
function readQ5K(bytes: DataView, at: number, block: DecodedBlock): void {
  const { integers } = block;
  readScalesAndMinima(bytes, at, block);
  readNibblePairs(bytes, at + 48, integers);
  for (let i = 0; i < 256; i += 1) {
    const fifth = (bytes.getUint8(at + 16 + (i & 31)) >> (i >> 5)) & 1;
    integers[i] = (integers[i] as number) | (fifth << 4);
  }
}

/** 128 bytes of low nibbles, 64 of the upper two bits, 16 signed scales, a half. Each half block of 128 has four lanes of 32. */
function readQ6K(bytes: DataView, at: number, { integers, scales }: DecodedBlock): void {
  const scale = readHalf(bytes, at + 208);
  for (let group = 0; group < 16; group += 1) {
    scales[group] = scale * bytes.getInt8(at + 192 + group);
  }
  for (let i = 0; i < 64; i += 1) {
    const lane = (i >> 5) * 128 + (i & 31);
    const low = (i >> 5) * 64 + (i & 31);
    const first = bytes.getUint8(at + low);
    const second = bytes.getUint8(at + low + 32);
    const high = bytes.getUint8(at + 128 + i);
    integers[lane] = ((first & 15) | ((high & 3) << 4)) - 32;
    integers[lane + 32] = ((second & 15) | (((high >> 2) & 3) << 4)) - 32;
    integers[lane + 64] = ((first >> 4) | (((high >> 4) & 3) << 4)) - 32;
    integers[lane + 96] = ((second >> 4) | ((high >> 6) << 4)) - 32;
  }
}

/** A half, 16 bits with the upper two of each of 8 scales, 4 bytes with their lower four, then 8 groups of nibbles. */
function readIQ4XS(bytes: DataView, at: number, { integers, scales }: DecodedBlock): void {
  const scale = readHalf(bytes, at);
  const high = bytes.getUint16(at + 2, true);
  for (let group = 0; group < 8; group += 1) {
    const low = (bytes.getUint8(at + 4 + (group >> 1)) >> (4 * (group & 1))) & 15;
    scales[group] = scale * ((low | (((high >> (2 * group)) & 3) << 4)) - 32);
    readNibbles(bytes, at + 8 + 16 * group, integers, 32 * group);
  }
  lookUpNonLinear(integers, 256);
}
