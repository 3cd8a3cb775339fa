/**
 * Byte-level BPE (GPT-2) writes every byte as a printable character: printable Latin-1 bytes as
 * themselves, the others as the characters from U+0100 on, in order.
 */
export function byteForCharacter(): ReadonlyMap<string, number> {
  const printable = (byte: number): boolean => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  const map = new Map<string, number>();
  let next = 256;
  for (let byte = 0; byte < 256; byte += 1) {
    map.set(String.fromCodePoint(printable(byte) ? byte : next), byte);
    next += printable(byte) ? 0 : 1;
  }
  return map;
}
