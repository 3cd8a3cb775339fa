import { ReckonError } from '../../../base/errors';
import type { GgufFile, GgufMetadata } from './types';

export const ARCHITECTURES = ['llama', 'qwen2'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

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
  readonly vocabularySize: number;
}

/** @throws ReckonError `unsupported-model` for an unknown architecture or rope scaling, `model-corrupt` for missing keys. */
export function readHyperparameters({ path, metadata, tensors }: GgufFile): Hyperparameters {
  const architecture = ARCHITECTURES.find((known) => known === metadata['general.architecture']);
  if (architecture === undefined) {
    throw new ReckonError('unsupported-model', `The model's architecture is ${String(metadata['general.architecture'])}, which Reckon cannot import.`, {
      hint: `Architectures that work: ${ARCHITECTURES.join(', ')}.`,
    });
  }
  const read = (key: string, fallback?: number): number => readNumber(path, metadata, `${architecture}.${key}`, fallback);
  const heads = read('attention.head_count');
  const width = read('embedding_length');
  refuseRopeScaling(architecture, metadata);
  return {
    architecture,
    layers: read('block_count'),
    width,
    feedForward: read('feed_forward_length'),
    heads,
    kvHeads: read('attention.head_count_kv', heads),
    headSize: read('attention.key_length', width / heads),
    contextLength: read('context_length'),
    normEpsilon: read('attention.layer_norm_rms_epsilon'),
    ropeBase: read('rope.freq_base', 10_000),
    vocabularySize: tensors.get('token_embd.weight')?.rows ?? 0,
  };
}

function readNumber(path: string, metadata: GgufMetadata, key: string, fallback?: number): number {
  const value = Number(metadata[key] ?? fallback);
  if (!Number.isFinite(value) || value <= 0) {
    throw new ReckonError('model-corrupt', `${path} does not say its ${key}.`, { hint: 'Download the file again.' });
  }
  return value;
}

/** Linear or YaRN scaling changes every position; running without it would be silently wrong. */
function refuseRopeScaling(architecture: Architecture, metadata: GgufMetadata): void {
  const scaling = metadata[`${architecture}.rope.scaling.type`];
  if (scaling !== undefined && scaling !== 'none') {
    throw new ReckonError('unsupported-model', `The model scales its rotary positions (${String(scaling)}), which Reckon cannot import.`, {
      hint: 'Use a file without rope scaling.',
    });
  }
}
