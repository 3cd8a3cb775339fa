import type { Hyperparameters } from '../gguf/hyperparameters';
import { KVCache } from '../session/kvCache';

/** Slots that the prompt's cache grows by: what is read at once. */
const SHARED_BUCKET = 128;
/** Memory for prompts that are set aside: about ten files of 1,000 tokens of the default model. */
const SNAPSHOT_BYTES = 256 * 2 ** 20;
/** Shorter prompts are read again sooner than copied back. */
const WORTH_KEEPING = 64;
/** A prompt of which less is known is a new one that happens to begin alike, with the words of a template. */
const MOSTLY_KNOWN = 0.5;

interface Held {
  readonly tokens: readonly number[];
  readonly cache: KVCache;
  /** How many of its slots, from the first, hold what reading in whole chunks from the first token gives, bit for bit. */
  readonly exact: number;
}

export interface TakeOptions {
  /**
   * Continue only where whole chunks end, and only from what was itself read so. A matrix product's last bits depend on
   * how many rows it has; read like this, a prompt gives the same bits whatever was read before it.
   */
  readonly repeatable: boolean;
}

/**
 * Keys and values of prompts. The last prompt's are live: the next one continues from what both begin
 * with. A prompt that gives way to quite another one is set aside within a memory limit, so that
 * suggestions and questions, which take turns, both find their own again.
 */
export class PrefixCache {
  private live: Held;
  /** Oldest first. */
  private setAside: readonly Held[] = [];

  /** @param chunk tokens that are read at once */
  constructor(shape: Hyperparameters, private readonly chunk: number, private readonly maxBytes = SNAPSHOT_BYTES) {
    this.live = { tokens: [], cache: new KVCache(shape, 1, SHARED_BUCKET), exact: 0 };
  }

  /** The cache to continue, holding as much of the prompt's beginning as is known, but never its last token. */
  take(tokens: readonly number[], { repeatable }: TakeOptions): KVCache {
    const useful = ({ tokens: known, exact }: Held): number => {
      const common = Math.min(commonPrefix(tokens, known), tokens.length - 1);
      // Of a prompt that is new, little is lost by reading it in whole chunks, and samples over it need not read it again.
      return repeatable || common < tokens.length * MOSTLY_KNOWN ? this.wholeChunks(Math.min(common, exact)) : common;
    };
    const best = this.setAside.reduce((found, held) => (useful(held) > useful(found) ? held : found), this.live);
    const length = useful(best);
    if (this.live.tokens.length >= WORTH_KEEPING && useful(this.live) < this.live.tokens.length / 2) {
      this.keep({ ...this.live, cache: this.live.cache.snapshot() });
    }
    const cache = best === this.live ? best.cache : best.cache.snapshot(SHARED_BUCKET);
    cache.truncate(length, tokens.length);
    this.live = { tokens: tokens.slice(0, length), cache, exact: Math.min(best.exact, length) };
    return cache;
  }

  /** Says that the live cache holds these now, the last of them read at once. */
  note(tokens: readonly number[]): void {
    const { cache, exact, tokens: before } = this.live;
    const isNextChunk = exact === before.length && exact % this.chunk === 0;
    this.live = { tokens, cache, exact: isNextChunk ? this.wholeChunks(tokens.length) : exact };
  }

  private wholeChunks(length: number): number {
    return Math.floor(length / this.chunk) * this.chunk;
  }

  private keep(held: Held): void {
    const others = this.setAside.filter(({ tokens }) => commonPrefix(tokens, held.tokens) < tokens.length);
    const kept = [...others, held];
    let bytes = kept.reduce((sum, { cache }) => sum + cache.bytes, 0);
    while (bytes > this.maxBytes && kept.length > 0) {
      bytes -= kept.shift()?.cache.bytes ?? 0;
    }
    this.setAside = kept;
  }
}

function commonPrefix(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) {
    length += 1;
  }
  return length;
}
