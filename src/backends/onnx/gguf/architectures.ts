/**
 * What tells one decoder-only transformer from another, as data: readers and the graph builder go by
 * these and never by an architecture's name.
 */
export interface ArchitectureDescription {
  /** Rotated pairs are neighbours in the rows of queries and keys (the others: half a head apart). */
  readonly interleavedRotation: boolean;
  /** Queries and keys get an RMS norm, head by head, before they are rotated. */
  readonly headNorms: boolean;
  /** What attention and feed-forward return gets an RMS norm before it is added. */
  readonly postNorms: boolean;
  /** How the feed-forward's gate bends: x * sigmoid(x), or GELU in its tanh form. */
  readonly gate: 'silu' | 'gelu-tanh';
  /** Embeddings are multiplied by the root of the width. */
  readonly scalesEmbeddings: boolean;
  /** Layers that see only a window of the past, where the file gives one: all but every n-th, with a rotary base of their own. */
  readonly localLayers: { readonly allButEvery: number; readonly ropeBase: number } | null;
  /** Layers of the one size whose queries are scaled by width / heads in place of the head's size. */
  readonly widthScaledLayers: number | null;
}

const LLAMA: ArchitectureDescription = {
  interleavedRotation: true,
  headNorms: false,
  postNorms: false,
  gate: 'silu',
  scalesEmbeddings: false,
  localLayers: null,
  widthScaledLayers: null,
};

/** By `general.architecture`. */
export const ARCHITECTURES = {
  llama: LLAMA,
  qwen2: { ...LLAMA, interleavedRotation: false },
  qwen3: { ...LLAMA, interleavedRotation: false, headNorms: true },
  gemma3: {
    interleavedRotation: false,
    headNorms: true,
    postNorms: true,
    gate: 'gelu-tanh',
    scalesEmbeddings: true,
    localLayers: { allButEvery: 6, ropeBase: 10_000 },
    widthScaledLayers: 62,
  },
} as const satisfies Readonly<Record<string, ArchitectureDescription>>;
export type Architecture = keyof typeof ARCHITECTURES;

export function isArchitecture(name: unknown): name is Architecture {
  return typeof name === 'string' && Object.hasOwn(ARCHITECTURES, name);
}
