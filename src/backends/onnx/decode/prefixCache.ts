import type { Hyperparameters } from '../gguf/hyperparameters';
import { KVCache } from '../session/kvCache';

/** Slots that the prompt's cache grows by: what is read at once. */
const SHARED_BUCKET = 128;
/** Memory for prompts that are set aside: about ten files of 1,000 tokens of the default model. */
const SNAPSHOT_BYTES = 256 * 2 ** 20;
/** Shorter prompts are read again sooner than copied back. */
const WORTH_KEEPING = 64;

interface Held {
  readonly tokens: readonly number[];
  readonly cache: KVCache;
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

  constructor(shape: Hyperparameters, private readonly maxBytes = SNAPSHOT_BYTES) {
    this.live = { tokens: [], cache: new KVCache(shape, 1, SHARED_BUCKET) };
  }

  /** The cache to continue, holding as much of the prompt's beginning as is known, but never its last token. */
  take(tokens: readonly number[]): KVCache {
    const useful = ({ tokens: known }: Held): number => Math.min(commonPrefix(tokens, known), tokens.length - 1);
    const best = this.setAside.reduce((found, held) => (useful(held) > useful(found) ? held : found), this.live);
    const length = useful(best);
    if (this.live.tokens.length >= WORTH_KEEPING && useful(this.live) < this.live.tokens.length / 2) {
      this.keep({ tokens: this.live.tokens, cache: this.live.cache.snapshot() });
    }
    const cache = best === this.live ? best.cache : best.cache.snapshot(SHARED_BUCKET);
    cache.truncate(length, tokens.length);
    this.live = { tokens: tokens.slice(0, length), cache };
    return cache;
  }

  /** Says what the live cache holds now. */
  note(tokens: readonly number[]): void {
    this.live = { tokens, cache: this.live.cache };
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
