import type { StreamDecoder } from './types';

/** Joins the bytes of tokens into text; `bytesOf` gives none for tokens that stand for no text. */
export function streamDecoder(bytesOf: (id: number) => Uint8Array): StreamDecoder {
  const decoder = new TextDecoder();
  return {
    push: (id) => decoder.decode(bytesOf(id), { stream: true }),
    flush: () => decoder.decode(),
  };
}

export function decodeAll(decoder: StreamDecoder, ids: readonly number[]): string {
  return ids.map((id) => decoder.push(id)).join('') + decoder.flush();
}
