import { readSync } from 'node:fs';

/** What is wrong with a header, in words that follow the file's name. */
export class HeaderError extends Error {}

/** Read at once. Most headers fit one; vocabularies need a few. */
const CHUNK = 2 ** 20;

/**
 * Little-endian numbers and text from the begin of an open file. Holds no more than a chunk, or one
 * text: every length that the file claims is compared with the bytes that are left before it is used.
 */
export class ByteReader {
  private window = Buffer.alloc(0);
  private windowStart = 0;
  private position = 0;

  constructor(
    private readonly descriptor: number,
    /** No byte from here on is read. */
    private readonly end: number,
  ) {}

  get offset(): number {
    return this.position;
  }

  /** @throws HeaderError unless `count` items of at least `size` bytes can follow. */
  expect(count: number, size: number): void {
    if (!(count * size <= this.end - this.position)) {
      throw new HeaderError('its header is cut off, or claims more than the file holds');
    }
  }

  uint8(): number {
    return this.number(1, (at) => this.window.readUInt8(at));
  }

  int8(): number {
    return this.number(1, (at) => this.window.readInt8(at));
  }

  uint16(): number {
    return this.number(2, (at) => this.window.readUInt16LE(at));
  }

  int16(): number {
    return this.number(2, (at) => this.window.readInt16LE(at));
  }

  uint32(): number {
    return this.number(4, (at) => this.window.readUInt32LE(at));
  }

  int32(): number {
    return this.number(4, (at) => this.window.readInt32LE(at));
  }

  float32(): number {
    return this.number(4, (at) => this.window.readFloatLE(at));
  }

  float64(): number {
    return this.number(8, (at) => this.window.readDoubleLE(at));
  }

  /** Rounded above 2^53, where no count or offset of a file can be. */
  uint64(): number {
    return this.number(8, (at) => Number(this.window.readBigUInt64LE(at)));
  }

  int64(): number {
    return this.number(8, (at) => Number(this.window.readBigInt64LE(at)));
  }

  /** UTF-8 behind its length. */
  text(): string {
    const length = this.uint64();
    const at = this.load(length);
    this.position += length;
    return this.window.toString('utf8', at, at + length);
  }

  private number(size: number, read: (at: number) => number): number {
    const at = this.load(size);
    this.position += size;
    return read(at);
  }

  /** Where in the window the next `length` bytes are. */
  private load(length: number): number {
    this.expect(length, 1);
    if (this.position + length > this.windowStart + this.window.length) {
      const size = Math.min(Math.max(length, CHUNK), this.end - this.position);
      const bytes = Buffer.alloc(size);
      const count = readSync(this.descriptor, bytes, 0, size, this.position);
      if (count < length) {
        throw new HeaderError('its header is cut off');
      }
      this.window = bytes.subarray(0, count);
      this.windowStart = this.position;
    }
    return this.position - this.windowStart;
  }
}
