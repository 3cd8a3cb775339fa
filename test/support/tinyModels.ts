import { seededRandom, type Random } from '../../src/base/random';
import type { TensorType } from '../../src/backends/onnx/gguf/types';
import { randomBlocks, writeGguf, type MetadataValue, type TensorToWrite } from './ggufFile';
import { bytePairVocabulary, sentencePieceVocabulary } from './tinyVocabulary';

type Metadata = Readonly<Record<string, MetadataValue>>;

interface Recipe {
  readonly architecture: string;
  readonly layers: number;
  readonly headSize: number;
  readonly vocabulary: Metadata;
  /** Keys of the architecture, without its name in front. */
  readonly keys?: Metadata;
  /** A tensor's length, or its rows and columns, by its name. */
  readonly extra?: Readonly<Record<string, number>>;
  readonly ownOutput?: boolean;
  /** Of norms and biases in every layer, by length. */
  readonly layerVectors?: Readonly<Record<string, number>>;
  /** Files that the model is split into. */
  readonly files?: number;
  readonly matrixType?: TensorType;
}

const SIZES = { width: 64, feedForward: 96, heads: 4, kvHeads: 2, context: 256 } as const;

/** One for each way in which models differ. Weights are made up; what llama.cpp computes from them is in test/model/golden. */
const RECIPES = {
  /** SentencePiece, tied output, linear scaling, in two files. */
  llama: {
    architecture: 'llama', layers: 2, headSize: 16, files: 2, vocabulary: sentencePieceVocabulary(),
    keys: { 'rope.scaling.type': 'linear', 'rope.scaling.factor': { float32: 2 } },
  },
  /** Byte-level BPE that takes whole words first, a separate output matrix, factors for each frequency. */
  llama3: {
    architecture: 'llama', layers: 2, headSize: 16, vocabulary: bytePairVocabulary('llama-bpe'), ownOutput: true,
    keys: { 'rope.freq_base': { float32: 500_000 } }, extra: { 'rope_freqs.weight': 8 },
  },
  /** Biases and YaRN. */
  qwen2: {
    architecture: 'qwen2', layers: 2, headSize: 16, vocabulary: bytePairVocabulary('qwen2'), ownOutput: true,
    keys: {
      'rope.scaling.type': 'yarn', 'rope.scaling.factor': { float32: 4 }, 'rope.scaling.original_context_length': { uint32: 64 },
      'rope.freq_base': { float32: 10_000 },
    },
    layerVectors: { 'attn_q.bias': 64, 'attn_k.bias': 32, 'attn_v.bias': 32 },
  },
  /** Head norms, and heads that are wider than the model's width allows for. */
  qwen3: {
    architecture: 'qwen3', layers: 2, headSize: 32, vocabulary: bytePairVocabulary('qwen2'),
    layerVectors: { 'attn_q_norm.weight': 32, 'attn_k_norm.weight': 32 },
  },
  /** Local and global layers, norms after each half, GELU, scaled embeddings, linear scaling of the global layers. */
  gemma3: {
    architecture: 'gemma3', layers: 7, headSize: 32, vocabulary: sentencePieceVocabulary({ 'tokenizer.ggml.add_space_prefix': false }),
    keys: {
      'attention.sliding_window': { uint32: 128 }, 'rope.freq_base': { float32: 1_000_000 },
      'rope.scaling.type': 'linear', 'rope.scaling.factor': { float32: 8 },
    },
    layerVectors: { 'attn_q_norm.weight': 32, 'attn_k_norm.weight': 32, 'post_attention_norm.weight': 64, 'post_ffw_norm.weight': 64 },
  },
} as const satisfies Readonly<Record<string, Recipe>>;

export type TinyModelName = keyof typeof RECIPES;
export const TINY_MODELS = Object.keys(RECIPES) as TinyModelName[];

/** The files of a made-up model, the first one first; the same bytes every time. */
export function tinyModelFiles(name: TinyModelName): { readonly name: string; readonly bytes: Uint8Array }[] {
  const recipe: Recipe = RECIPES[name];
  const tensors = tensorsOf(recipe, seededRandom(TINY_MODELS.indexOf(name) + 1));
  const count = recipe.files ?? 1;
  if (count === 1) {
    return [{ name: `${name}.gguf`, bytes: writeGguf(metadataOf(recipe), tensors) }];
  }
  const perFile = Math.ceil(tensors.length / count);
  return Array.from({ length: count }, (_, index) => {
    const split = { 'split.no': { uint16: index }, 'split.count': { uint16: count }, 'split.tensors.count': { int32: tensors.length } };
    const metadata = index === 0 ? { ...metadataOf(recipe), ...split } : split;
    const [part, total] = [index + 1, count].map((number) => String(number).padStart(5, '0'));
    return { name: `${name}-${part}-of-${total}.gguf`, bytes: writeGguf(metadata, tensors.slice(index * perFile, (index + 1) * perFile)) };
  });
}

function metadataOf({ architecture, layers, headSize, vocabulary, keys = {} }: Recipe): Metadata {
  const count = (value: number): MetadataValue => ({ uint32: value });
  const own: Metadata = {
    block_count: count(layers),
    embedding_length: count(SIZES.width),
    feed_forward_length: count(SIZES.feedForward),
    'attention.head_count': count(SIZES.heads),
    'attention.head_count_kv': count(SIZES.kvHeads),
    'attention.key_length': count(headSize),
    'attention.value_length': count(headSize),
    'attention.layer_norm_rms_epsilon': { float32: 1e-6 },
    context_length: count(SIZES.context),
    ...keys,
  };
  const named = Object.entries(own).map(([key, value]) => [`${architecture}.${key}`, value] as const);
  return { 'general.architecture': architecture, ...Object.fromEntries(named), ...vocabulary };
}

function tensorsOf(recipe: Recipe, random: Random): TensorToWrite[] {
  const { width, feedForward, heads, kvHeads } = SIZES;
  const { headSize, matrixType = 'F32' } = recipe;
  const words = (recipe.vocabulary['tokenizer.ggml.tokens'] as readonly string[]).length;
  const matrix = (name: string, columns: number, rows: number): TensorToWrite => ({
    name, type: matrixType, shape: [columns, rows], data: randomBlocks(matrixType, columns * rows, random),
  });
  const vector = (name: string, length: number): TensorToWrite => ({ name, type: 'F32', shape: [length], data: around(1, length, random) });
  const layer = (at: string): TensorToWrite[] => [
    vector(`${at}.attn_norm.weight`, width),
    matrix(`${at}.attn_q.weight`, width, heads * headSize),
    matrix(`${at}.attn_k.weight`, width, kvHeads * headSize),
    matrix(`${at}.attn_v.weight`, width, kvHeads * headSize),
    matrix(`${at}.attn_output.weight`, heads * headSize, width),
    vector(`${at}.ffn_norm.weight`, width),
    matrix(`${at}.ffn_gate.weight`, width, feedForward),
    matrix(`${at}.ffn_up.weight`, width, feedForward),
    matrix(`${at}.ffn_down.weight`, feedForward, width),
    ...Object.entries(recipe.layerVectors ?? {}).map(([name, length]) => vector(`${at}.${name}`, length)),
  ];
  return [
    matrix('token_embd.weight', width, words),
    ...Array.from({ length: recipe.layers }, (_, index) => layer(`blk.${index}`)).flat(),
    vector('output_norm.weight', width),
    ...(recipe.ownOutput === true ? [matrix('output.weight', width, words)] : []),
    ...Object.entries(recipe.extra ?? {}).map(([name, length]) => vector(name, length)),
  ];
}

/** Little-endian float32 within a half of `middle`. */
function around(middle: number, length: number, random: Random): Uint8Array {
  const bytes = Buffer.alloc(length * 4);
  for (let index = 0; index < length; index += 1) {
    bytes.writeFloatLE(middle + random.next() - 0.5, index * 4);
  }
  return bytes;
}
