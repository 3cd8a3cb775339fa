import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHyperparameters, type Hyperparameters } from '../../../src/backends/onnx/gguf/hyperparameters';
import { readGguf } from '../../../src/backends/onnx/gguf/read';
import type { GgufFile, GgufMetadata } from '../../../src/backends/onnx/gguf/types';
import { temporaryFolder } from '../../support/temporaryFolder';
import { tinyModelFiles, type TinyModelName } from '../../support/tinyModels';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.dispose());

async function fileOf(name: TinyModelName): Promise<GgufFile> {
  const [file] = tinyModelFiles(name);
  const path = join(folder.path, file?.name ?? '');
  await writeFile(path, file?.bytes ?? '');
  return readGguf(path);
}

async function shapeOf(name: TinyModelName, more: GgufMetadata = {}): Promise<Hyperparameters> {
  const file = await fileOf(name);
  return readHyperparameters({ ...file, metadata: { ...file.metadata, ...more } });
}

/** The same model with as many layers as asked for, all like the first. */
function withLayers(file: GgufFile, layers: number): GgufFile {
  const tensors = new Map(file.tensors);
  for (const [name, tensor] of file.tensors) {
    for (let layer = 1; name.startsWith('blk.0.') && layer < layers; layer += 1) {
      tensors.set(name.replace('blk.0.', `blk.${layer}.`), tensor);
    }
  }
  return { ...file, tensors, metadata: { ...file.metadata, 'gemma3.block_count': layers } };
}

describe('gemma3', () => {
  it('sees all of the past in every sixth layer and a window in the others, and its context ends with the window', async () => {
    const { localLayers, contextLength } = await shapeOf('gemma3');
    expect(localLayers).toMatchObject({ window: 128, ropeBase: 10_000, isLocal: [true, true, true, true, true, false, true] });
    expect(contextLength).toBe(128);
  });

  it('takes another period, or a list of layers, from the file', async () => {
    const every = await shapeOf('gemma3', { 'gemma3.attention.sliding_window_pattern': 2 });
    expect(every.localLayers?.isLocal).toEqual([true, false, true, false, true, false, true]);
    const listed = await shapeOf('gemma3', { 'gemma3.attention.sliding_window_pattern': [false, true, false, false, false, false, false] });
    expect(listed.localLayers?.isLocal).toEqual([false, true, false, false, false, false, false]);
  });

  it('has its whole context without a window', async () => {
    expect(await shapeOf('gemma3', { 'gemma3.attention.sliding_window': 0 })).toMatchObject({ localLayers: null, contextLength: 256 });
  });

  it('scales embeddings by the root of the width, and queries by the width of a head only in the largest model', async () => {
    const file = await fileOf('gemma3');
    expect(readHyperparameters(file)).toMatchObject({ embeddingScale: 8, queryScale: 1 });
    // 27 billion weights have 62 layers: 1 / sqrt(width / heads) in place of 1 / sqrt(headSize).
    expect(readHyperparameters(withLayers(file, 62)).queryScale).toBeCloseTo(Math.sqrt(32 / 16), 12);
  });
});

describe('rope scaling', () => {
  it('is read as stored', async () => {
    expect((await shapeOf('qwen2')).ropeScaling).toMatchObject({ kind: 'yarn', factor: 4, originalContext: 64, attentionFactor: 1 });
    expect((await shapeOf('gemma3')).ropeScaling).toMatchObject({ kind: 'linear', factor: 8 });
    expect((await shapeOf('qwen3')).ropeScaling).toMatchObject({ factor: 1 });
  });

  it('is off where the file says none, and takes the older key', async () => {
    expect((await shapeOf('qwen2', { 'qwen2.rope.scaling.type': 'none' })).ropeScaling.factor).toBe(1);
    expect((await shapeOf('qwen3', { 'qwen3.rope.scale_linear': 2 })).ropeScaling.factor).toBe(2);
  });
});

it('cuts contexts that no machine here could hold', async () => {
  expect((await shapeOf('qwen3', { 'qwen3.context_length': 1_048_576 })).contextLength).toBe(131_072);
});
