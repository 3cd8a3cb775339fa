import { Writable } from 'node:stream';

/** A stream that remembers what was written, as a terminal of `columns` or as a plain pipe. */
export function recordingStream(columns?: number): NodeJS.WriteStream & { readonly written: string } {
  let written = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  });
  const shape = columns === undefined ? {} : { isTTY: true, columns };
  return Object.defineProperty(Object.assign(stream, shape), 'written', { get: () => written }) as NodeJS.WriteStream & { readonly written: string };
}
