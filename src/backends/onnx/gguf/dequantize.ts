import { BLOCKS, type TensorType } from './types';

type BlockDecoder = (bytes: DataView, at: number, out: Float32Array, to: number) => void;

/**
 * Values of `count` weights stored in `bytes`. The reference for the importer, and how embedding
 * rows are read. Formulas are those of the GGUF tensor encodings.
 */
export function dequantize(type: TensorType, bytes: Uint8Array, count: number): Float32Array {
  const { values, bytes: blockBytes } = BLOCKS[type];
  const out = new Float32Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decode = DECODERS[type];
  for (let block = 0; block * values < count; block += 1) {
    decode(view, block * blockBytes, out, block * values);
  }
  return out;
}

const DECODERS: Readonly<Record<TensorType, BlockDecoder>> = {
  F32: (bytes, at, out, to) => {
    out[to] = bytes.getFloat32(at, true);
  },
  F16: (bytes, at, out, to) => {
    out[to] = readHalf(bytes, at);
  },
  BF16: (bytes, at, out, to) => {
    out[to] = readBrainFloat(bytes, at);
  },
  Q4_0: (bytes, at, out, to) => {
    const scale = readHalf(bytes, at);
    for (let i = 0; i < 16; i += 1) {
      const packed = bytes.getUint8(at + 2 + i);
      out[to + i] = ((packed & 15) - 8) * scale;
      out[to + 16 + i] = ((packed >> 4) - 8) * scale;
    }
  },
  Q4_1: (bytes, at, out, to) => {
    const scale = readHalf(bytes, at);
    const minimum = readHalf(bytes, at + 2);
    for (let i = 0; i < 16; i += 1) {
      const packed = bytes.getUint8(at + 4 + i);
      out[to + i] = (packed & 15) * scale + minimum;
      out[to + 16 + i] = (packed >> 4) * scale + minimum;
    }
  },
  Q5_0: (bytes, at, out, to) => {
    const scale = readHalf(bytes, at);
    for (let i = 0; i < 32; i += 1) {
      out[to + i] = (readFiveBits(bytes, at, i) - 16) * scale;
    }
  },
  Q8_0: (bytes, at, out, to) => {
    const scale = readHalf(bytes, at);
    for (let i = 0; i < 32; i += 1) {
      out[to + i] = bytes.getInt8(at + 2 + i) * scale;
    }
  },
  Q4_K: (bytes, at, out, to) => {
    for (let sub = 0; sub < 8; sub += 1) {
      const { scale, minimum } = readSubBlockK(bytes, at, sub);
      for (let i = 0; i < 32; i += 1) {
        out[to + sub * 32 + i] = readNibbleK(bytes, at, sub, i) * scale - minimum;
      }
    }
  },
  Q6_K: (bytes, at, out, to) => {
    for (let i = 0; i < 256; i += 1) {
      out[to + i] = (readSixBits(bytes, at, i) - 32) * readScaleQ6K(bytes, at, i >> 4);
    }
  },
};

/** IEEE 754 binary16. */
export function readHalf(bytes: DataView, at: number): number {
  const bits = bytes.getUint16(at, true);
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) {
    return sign * fraction * 2 ** -24;
  }
  return exponent === 31 ? (fraction ? NaN : sign * Infinity) : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The upper half of an IEEE 754 binary32. */
function readBrainFloat(bytes: DataView, at: number): number {
  return new Float32Array(Uint32Array.of(bytes.getUint16(at, true) << 16).buffer)[0] ?? NaN;
}

/** Value `i` of a Q5_0 block, 0 to 31: four bits in the nibbles, the fifth in a mask. */
export function readFiveBits(bytes: DataView, at: number, i: number): number {
  const packed = bytes.getUint8(at + 6 + (i & 15));
  const high = (bytes.getUint32(at + 2, true) >>> i) & 1;
  return (i < 16 ? packed & 15 : packed >> 4) | (high << 4);
}

/** Scale and minimum of sub-block `sub` (32 values) of a Q4_K block; six bits each, packed into 12 bytes. */
export function readSubBlockK(bytes: DataView, at: number, sub: number): { scale: number; minimum: number } {
  const packed = (index: number): number => bytes.getUint8(at + 4 + index);
  const low = sub < 4;
  const scale = low ? packed(sub) & 63 : (packed(sub + 4) & 15) | ((packed(sub - 4) >> 6) << 4);
  const minimum = low ? packed(sub + 4) & 63 : (packed(sub + 4) >> 4) | ((packed(sub) >> 6) << 4);
  return { scale: readHalf(bytes, at) * scale, minimum: readHalf(bytes, at + 2) * minimum };
}

/** Value `i` of sub-block `sub`, 0 to 15. Two sub-blocks share 32 bytes, low nibbles first. */
export function readNibbleK(bytes: DataView, at: number, sub: number, i: number): number {
  const packed = bytes.getUint8(at + 16 + (sub >> 1) * 32 + i);
  return sub & 1 ? packed >> 4 : packed & 15;
}

/** Value `i` of a Q6_K block, 0 to 63. */
export function readSixBits(bytes: DataView, at: number, i: number): number {
  const half = i >> 7;
  const within = i & 127;
  const lane = within & 31;
  const quarter = within >> 5;
  const low = bytes.getUint8(at + half * 64 + lane + (quarter & 1) * 32);
  const high = bytes.getUint8(at + 128 + half * 32 + lane);
  return (quarter < 2 ? low & 15 : low >> 4) | (((high >> (quarter * 2)) & 3) << 4);
}

/** Scale of group `group` (16 values) of a Q6_K block. */
export function readScaleQ6K(bytes: DataView, at: number, group: number): number {
  return readHalf(bytes, at + 208) * bytes.getInt8(at + 192 + group);
}
