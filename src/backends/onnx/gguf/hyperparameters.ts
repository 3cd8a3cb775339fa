import { ReckonError } from '../../../base/errors';
import { ARCHITECTURES, isArchitecture, type Architecture, type ArchitectureDescription } from './architectures';
import { corruptModel, readCount, readNumber } from './keys';
import { readRopeScaling } from './rope';
import type { Hyperparameters, LocalLayers } from './shape';
import { checkTensors } from './tensorList';
import type { GgufFile } from './types';

export type { Hyperparameters } from './shape';

/** Several times what the largest published models have; beyond this a header is damaged, and tables made from it would fill the memory. */
const LIMITS = { layers: 1024, width: 2 ** 17, heads: 1024, headSize: 1024, contextLength: 2 ** 24 } as const;
/** Longer contexts are cut to this: their keys and values would not fit the memory, and tables of all positions are stored. */
const LONGEST_CONTEXT = 2 ** 17;

/**
 * @throws ReckonError `unsupported-model` for an unknown architecture or a variant of one, `model-corrupt`
 * for keys or tensors that are missing, absurd or at odds with each other.
 */
export function readHyperparameters(file: GgufFile): Hyperparameters {
  const architecture = readArchitecture(file);
  const description = ARCHITECTURES[architecture];
  const number = (key: string, fallback?: number): number => readNumber(file, `${architecture}.${key}`, fallback);
  const count = (key: string, limit: number, fallback?: number): number => readCount(file, `${architecture}.${key}`, limit, fallback);
  const heads = count('attention.head_count', LIMITS.heads);
  const width = count('embedding_length', LIMITS.width);
  const layers = count('block_count', LIMITS.layers);
  const headSize = count('attention.key_length', LIMITS.headSize, width / heads);
  const trainedContext = count('context_length', LIMITS.contextLength);
  const localLayers = readLocalLayers(file, architecture, description, layers);
  const shape: Hyperparameters = {
    architecture,
    layers,
    width,
    feedForward: count('feed_forward_length', LIMITS.width * 4),
    heads,
    kvHeads: count('attention.head_count_kv', LIMITS.heads, heads),
    headSize,
    // The graph has one mask for all layers, so a context ends where local layers would begin to forget.
    contextLength: Math.min(trainedContext, LONGEST_CONTEXT, localLayers?.window ?? Infinity),
    normEpsilon: number('attention.layer_norm_rms_epsilon'),
    ropeBase: number('rope.freq_base', 10_000),
    ropeScaling: readRopeScaling(file, architecture, trainedContext),
    localLayers,
    queryScale: layers === description.widthScaledLayers ? Math.sqrt(headSize / Math.floor(width / heads)) : 1,
    embeddingScale: description.scalesEmbeddings ? Math.fround(Math.sqrt(width)) : 1,
    vocabularySize: file.tensors.get('token_embd.weight')?.rows ?? 0,
  };
  refuseVariants(file, shape);
  checkHeads(file, shape);
  checkVocabulary(file, shape);
  checkTensors(file, shape);
  return shape;
}

function readArchitecture({ metadata }: GgufFile): Architecture {
  const name = metadata['general.architecture'];
  if (!isArchitecture(name)) {
    throw new ReckonError('unsupported-model', `The model's architecture is ${String(name)}, which Reckon cannot import.`, {
      hint: `Use a model of one of these architectures: ${Object.keys(ARCHITECTURES).join(', ')}.`,
    });
  }
  return name;
}

/** Which layers are local is a rule of the architecture unless the file lists them, or gives another period. */
function readLocalLayers(file: GgufFile, architecture: Architecture, description: ArchitectureDescription, layers: number): LocalLayers | null {
  const key = `${architecture}.attention.sliding_window`;
  if (description.localLayers === null || (file.metadata[key] ?? 0) === 0) {
    return null;
  }
  const { allButEvery, ropeBase } = description.localLayers;
  const listed = file.metadata[`${key}_pattern`];
  const period = Array.isArray(listed) ? layers : readCount(file, `${key}_pattern`, LIMITS.layers, allButEvery);
  return {
    window: readCount(file, key, LIMITS.contextLength),
    ropeBase: readNumber(file, `${architecture}.rope.freq_base_swa`, ropeBase),
    isLocal: Array.from({ length: layers }, (_, layer) => (Array.isArray(listed) ? Boolean(listed[layer]) : layer % period < period - 1)),
  };
}

function checkHeads({ path }: GgufFile, { heads, kvHeads, headSize }: Hyperparameters): void {
  if (heads % kvHeads !== 0 || headSize % 2 !== 0) {
    throw corruptModel(path, `${heads} heads of size ${headSize} do not fit ${kvHeads} key and value heads`);
  }
}

function checkVocabulary({ path, metadata }: GgufFile, { vocabularySize }: Hyperparameters): void {
  const tokens = metadata['tokenizer.ggml.tokens'];
  if (!Array.isArray(tokens)) {
    throw corruptModel(path, 'it has no vocabulary');
  }
  if (vocabularySize === 0 || tokens.length > vocabularySize) {
    throw corruptModel(path, `its embedding table has ${vocabularySize} rows for ${tokens.length} tokens`);
  }
}

/** Keys of a model's computation that no builder here knows; 0 turns each of them off. */
const UNKNOWN_STEPS = [
  'attention.scale',
  'attention.clamp_kqv',
  'attn_logit_softcapping',
  'final_logit_softcapping',
  'logit_scale',
  'residual_scale',
  'embedding_scale',
  'expert_count',
] as const;

/** A step left out would be silently wrong. */
function refuseVariants({ metadata }: GgufFile, { architecture, headSize }: Hyperparameters): void {
  const step = UNKNOWN_STEPS.find((key) => (metadata[`${architecture}.${key}`] ?? 0) !== 0);
  if (step !== undefined) {
    throw unsupported(`computes with ${architecture}.${step}`, 'Use a plain model of this architecture.');
  }
  for (const [key, what] of [['rope.dimension_count', 'rotates'], ['attention.value_length', 'keeps values in']] as const) {
    const dimensions = metadata[`${architecture}.${key}`];
    if (dimensions !== undefined && dimensions !== headSize) {
      throw unsupported(`${what} ${String(dimensions)} of ${headSize} dimensions of a head`, 'Use a model with whole heads.');
    }
  }
}

function unsupported(what: string, hint: string): ReckonError {
  return new ReckonError('unsupported-model', `The model ${what}, which Reckon cannot import.`, { hint });
}
