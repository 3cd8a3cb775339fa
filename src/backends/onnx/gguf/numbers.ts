/** The upper half of an IEEE 754 binary32. */
export function readBrainFloat(bytes: DataView, at: number): number {
  scratch.setUint32(0, bytes.getUint16(at, true) << 16);
  return scratch.getFloat32(0);
}

const scratch = new DataView(new ArrayBuffer(4));

/** IEEE 754 binary16. */
export function readHalf(bytes: DataView, at: number): number {
  return halves()[bytes.getUint16(at, true)] ?? NaN;
}

let table: Float32Array | undefined;

/** Every half there is, since whole matrices are read from them: 256 KiB. */
function halves(): Float32Array {
  table ??= Float32Array.from({ length: 2 ** 16 }, (_, bits) => decodeHalf(bits));
  return table;
}

function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) {
    return sign * fraction * 2 ** -24;
  }
  return exponent === 31 ? (fraction ? NaN : sign * Infinity) : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
