import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readHyperparameters, type Hyperparameters } from '../../../../src/backends/onnx/gguf/hyperparameters';
import { readGguf } from '../../../../src/backends/onnx/gguf/read';
import { TensorReader } from '../../../../src/backends/onnx/gguf/tensorReader';
import type { GgufFile } from '../../../../src/backends/onnx/gguf/types';
import { DataFile } from '../../../../src/backends/onnx/importer/dataFile';
import { GraphBuilder } from '../../../../src/backends/onnx/importer/graphBuilder';
import { encodeModel } from '../../../../src/backends/onnx/importer/onnxSchema';
import { createWeightSource, readRows } from '../../../../src/backends/onnx/importer/weightSource';
import { TransformersGraph } from './transformersGraph';

/** Raised whenever an older export would compute something else. */
const EXPORT_VERSION = 1;
const OPSETS = [{ domain: '', version: 18 }, { domain: 'com.microsoft', version: 1 }];
/** Names that transformers.js looks for. */
const DATA_NAME = 'model.onnx_data';
const GRAPH_NAME = 'model.onnx';

export function exportFolder(cache: string, sha256: string): string {
  return join(cache, 'bench-exports', `${sha256}-v${EXPORT_VERSION}`);
}

/** Bytes of everything that the graph holds. */
export function exportBytes(folder: string): number {
  return statSync(join(folder, 'onnx', DATA_NAME)).size;
}

/**
 * Writes the weights of a GGUF file, the same integers and scales, as a folder that transformers.js can load, once
 * for each file. transformers.js cannot read GGUF, and the exports on the model hub are quantized differently.
 */
export async function ensureExport(cache: string, weights: { readonly path: string; readonly sha256: string }): Promise<string> {
  const folder = exportFolder(cache, weights.sha256);
  if (existsSync(folder)) {
    return folder;
  }
  const partial = `${folder}.partial-${process.pid}`;
  const remove = (): void => rmSync(partial, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    mkdirSync(join(partial, 'onnx'), { recursive: true });
    await writeExport(weights.path, partial);
    mkdirSync(dirname(folder), { recursive: true });
    renameSync(partial, folder);
  } catch (error) {
    // Another benchmark was faster: what it wrote is the same.
    if (!existsSync(folder)) {
      throw error;
    }
  } finally {
    remove();
    process.off('exit', remove);
  }
  return folder;
}

async function writeExport(path: string, folder: string): Promise<void> {
  const file = await readGguf(path);
  const shape = readHyperparameters(file);
  const reader = new TensorReader();
  const data = new DataFile(join(folder, 'onnx', DATA_NAME), DATA_NAME);
  try {
    const graph = new GraphBuilder(data);
    new TransformersGraph(graph, shape, createWeightSource(file, reader, 'exact', () => undefined)).build(readEmbedding(file, reader));
    writeFileSync(join(folder, 'onnx', GRAPH_NAME), encodeModel({ graph: graph.toGraph(), opsets: OPSETS, metadata: {} }));
    writeFileSync(join(folder, 'config.json'), JSON.stringify(configuration(shape), null, 2));
    writeFileSync(join(folder, 'generation_config.json'), '{}');
  } finally {
    data.close();
    reader.close();
  }
}

function readEmbedding(file: GgufFile, reader: TensorReader): Float32Array {
  const tensor = file.tensors.get('token_embd.weight');
  if (tensor === undefined) {
    throw new Error(`${file.path} has no embedding table.`);
  }
  return readRows(reader, tensor, 0, tensor.rows);
}

/** No token ends a text: every sample gets its full length. */
function configuration(shape: Hyperparameters): Record<string, unknown> {
  return {
    model_type: shape.architecture,
    architectures: [shape.architecture === 'llama' ? 'LlamaForCausalLM' : 'Qwen2ForCausalLM'],
    hidden_size: shape.width,
    intermediate_size: shape.feedForward,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.kvHeads,
    head_dim: shape.headSize,
    max_position_embeddings: shape.contextLength,
    vocab_size: shape.vocabularySize,
    'transformers.js_config': { use_external_data_format: true },
  };
}
