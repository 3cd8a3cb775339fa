import { ReckonError } from '../../../base/errors';
import type { GgufFile } from './types';

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

/** Several times what the largest published models have; beyond this a header is damaged, and tables made from it would fill the memory. */
const LIMITS = { layers: 1024, width: 2 ** 17, heads: 1024, contextLength: 2 ** 21 } as const;

/**
 * @throws ReckonError `unsupported-model` for an unknown architecture or rotary variant, `model-corrupt`
 * for keys that are missing, absurd or at odds with each other.
 */
export function readHyperparameters(file: GgufFile): Hyperparameters {
  const architecture = readArchitecture(file);
  const number = (key: string, fallback?: number): number => readNumber(file, `${architecture}.${key}`, fallback);
  const count = (key: string, limit: number, fallback?: number): number => readCount(file, `${architecture}.${key}`, limit, fallback);
  const heads = count('attention.head_count', LIMITS.heads);
  const width = count('embedding_length', LIMITS.width);
  const shape: Hyperparameters = {
    architecture,
    layers: count('block_count', LIMITS.layers),
    width,
    feedForward: count('feed_forward_length', LIMITS.width * 4),
    heads,
    kvHeads: count('attention.head_count_kv', LIMITS.heads, heads),
    headSize: count('attention.key_length', LIMITS.width, width / heads),
    contextLength: count('context_length', LIMITS.contextLength),
    normEpsilon: number('attention.layer_norm_rms_epsilon'),
    ropeBase: number('rope.freq_base', 10_000),
    vocabularySize: file.tensors.get('token_embd.weight')?.rows ?? 0,
  };
  checkHeads(file, shape);
  checkVocabulary(file, shape);
  refuseRotaryVariants(file, shape);
  return shape;
}

function readArchitecture({ metadata }: GgufFile): Architecture {
  const name = metadata['general.architecture'];
  const architecture = ARCHITECTURES.find((known) => known === name);
  if (architecture === undefined) {
    throw new ReckonError('unsupported-model', `The model's architecture is ${String(name)}, which Reckon cannot import.`, {
      hint: `Use a model of one of these architectures: ${ARCHITECTURES.join(', ')}.`,
    });
  }
  return architecture;
}

function readNumber({ path, metadata }: GgufFile, key: string, fallback?: number): number {
  const value = Number(metadata[key] ?? fallback);
  if (!Number.isFinite(value) || value <= 0) {
    throw corrupt(path, `${key} is ${metadata[key] === undefined ? 'missing' : String(metadata[key])}`);
  }
  return value;
}

function readCount(file: GgufFile, key: string, limit: number, fallback?: number): number {
  const value = readNumber(file, key, fallback);
  if (!Number.isInteger(value) || value > limit) {
    throw corrupt(file.path, `${key} is ${value}`);
  }
  return value;
}

function checkHeads({ path }: GgufFile, { heads, kvHeads, headSize }: Hyperparameters): void {
  if (heads % kvHeads !== 0 || headSize % 2 !== 0) {
    throw corrupt(path, `${heads} heads of size ${headSize} do not fit ${kvHeads} key and value heads`);
  }
}

function checkVocabulary({ path, metadata }: GgufFile, { vocabularySize }: Hyperparameters): void {
  const tokens = metadata['tokenizer.ggml.tokens'];
  if (!Array.isArray(tokens)) {
    throw corrupt(path, 'it has no vocabulary');
  }
  if (vocabularySize === 0 || tokens.length > vocabularySize) {
    throw corrupt(path, `its embedding table has ${vocabularySize} rows for ${tokens.length} tokens`);
  }
}

/** Scaled or partial rotation changes every position; running without it would be silently wrong. */
function refuseRotaryVariants({ metadata }: GgufFile, { architecture, headSize }: Hyperparameters): void {
  const scaling = metadata[`${architecture}.rope.scaling.type`];
  if (scaling !== undefined && scaling !== 'none') {
    throw new ReckonError('unsupported-model', `The model scales its rotary positions (${String(scaling)}), which Reckon cannot import.`, {
      hint: 'Use a file without rope scaling.',
    });
  }
  const rotated = metadata[`${architecture}.rope.dimension_count`];
  if (rotated !== undefined && Number(rotated) !== headSize) {
    throw new ReckonError('unsupported-model', `The model rotates ${String(rotated)} of ${headSize} dimensions of a head, which Reckon cannot import.`, {
      hint: 'Use a model that rotates whole heads.',
    });
  }
}

function corrupt(path: string, what: string): ReckonError {
  return new ReckonError('model-corrupt', `${path} does not describe a whole model: ${what}.`, { hint: 'Download the file again.' });
}
