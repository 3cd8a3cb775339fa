import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { ExternalData } from './graphBuilder';

/** onnxruntime maps external data; aligned offsets let it use the pages as they are. */
const ALIGNMENT = 4096;

/** Takes as many of the given bytes as it can and returns how many those were, like `fs.writeSync`. */
export type WriteBytes = (descriptor: number, bytes: Uint8Array, from: number, length: number, position: number) => number;

/** The weights beside the graph, appended one after another. */
export class DataFile implements ExternalData {
  private readonly descriptor: number;
  private end = 0;

  constructor(
    path: string,
    readonly fileName: string,
    private readonly write: WriteBytes = writeSync,
  ) {
    this.descriptor = openSync(path, 'w');
  }

  get bytes(): number {
    return this.end;
  }

  append(bytes: Uint8Array): number {
    const offset = Math.ceil(this.end / ALIGNMENT) * ALIGNMENT;
    for (let done = 0; done < bytes.length; ) {
      done += this.write(this.descriptor, bytes, done, bytes.length - done, offset + done);
    }
    this.end = offset + bytes.length;
    return offset;
  }

  flush(): void {
    fsyncSync(this.descriptor);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
