import type { Architecture } from './architectures';
import type { RopeScaling } from './rope';

/** Layers that see only the last `window` tokens. */
export interface LocalLayers {
  readonly window: number;
  readonly ropeBase: number;
  /** One for each layer. */
  readonly isLocal: readonly boolean[];
}

/** Shape of a decoder-only transformer with grouped-query attention and rotary positions. */
export interface Hyperparameters {
  readonly architecture: Architecture;
  readonly layers: number;
  readonly width: number;
  readonly feedForward: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly contextLength: number;
  readonly normEpsilon: number;
  readonly ropeBase: number;
  readonly ropeScaling: RopeScaling;
  readonly localLayers: LocalLayers | null;
  /** Queries are multiplied by this, beside 1 / sqrt(headSize). */
  readonly queryScale: number;
  /** Embeddings are multiplied by this. */
  readonly embeddingScale: number;
  readonly vocabularySize: number;
}
