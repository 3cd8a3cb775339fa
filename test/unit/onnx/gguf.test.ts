import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHyperparameters } from '../../../src/backends/onnx/gguf/hyperparameters';
import { readGguf } from '../../../src/backends/onnx/gguf/read';
import { seededRandom } from '../../../src/base/random';
import { ReckonError, type ErrorCode } from '../../../src/base/errors';
import { tinyModel, type TensorToWrite, type TinyModelOptions } from '../../support/ggufFile';
import { temporaryFolder } from '../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'model.gguf');
});
afterEach(() => folder.dispose());

async function open(bytes: Uint8Array) {
  await writeFile(path, bytes);
  const file = await readGguf(path);
  return { file, shape: readHyperparameters(file) };
}

async function failure(bytes: Uint8Array): Promise<ReckonError> {
  const error: unknown = await open(bytes).then(() => null, (reason: unknown) => reason);
  if (!ReckonError.is(error)) {
    throw new Error(`A ReckonError was expected, not ${String(error)}`);
  }
  return error;
}

const editFirst = (change: Partial<TensorToWrite>): TinyModelOptions => ({
  editTensors: ([first, ...rest]) => [{ ...(first as TensorToWrite), ...change }, ...rest],
});

const withExtra = (name: string) => (all: TensorToWrite[]): TensorToWrite[] => [...all, { ...(all[1] as TensorToWrite), name }];

function withByte(at: number, value: number): Uint8Array {
  const bytes = Buffer.from(tinyModel());
  bytes[at] = value;
  return bytes;
}

/** A writer cannot repeat a key, so a second one of the same length is renamed. */
function twice(key: string): Uint8Array {
  const other = key.replace(/.$/, '_');
  const bytes = Buffer.from(tinyModel({ metadata: { [key]: 'one', [other]: 'two' } }));
  return Buffer.from(bytes.toString('latin1').replace(other, key), 'latin1');
}

describe('a whole file', () => {
  it.each(['llama', 'qwen2'])('tells the shape of a %s model', async (architecture) => {
    const { file, shape } = await open(tinyModel({ architecture }));
    expect(shape).toMatchObject({ architecture, layers: 1, width: 256, heads: 4, kvHeads: 2, headSize: 64, vocabularySize: 32, contextLength: 64 });
    expect(file.tensors.get('token_embd.weight')).toMatchObject({ type: 'Q4_0', columns: 256, rows: 32 });
  });
});

describe('a file that is not', () => {
  const cases: readonly [string, () => Uint8Array, ErrorCode, RegExp][] = [
    ['is empty', () => new Uint8Array(0), 'model-corrupt', /does not begin like/],
    ['has another magic', () => Buffer.concat([Buffer.from('GGML'), tinyModel().subarray(4)]), 'model-corrupt', /does not begin like/],
    ['is of an unknown architecture', () => tinyModel({ architecture: 'mamba' }), 'unsupported-model', /architecture is mamba/],
    ['has an unknown tensor type', () => tinyModel(editFirst({ type: 19 })), 'unsupported-model', /token_embd\.weight is stored as/],
    ['has a type number from nowhere', () => tinyModel(editFirst({ type: 4711 })), 'unsupported-model', /number 4711/],
    ['has rows that blocks do not divide', () => tinyModel(editFirst({ shape: [255, 32] })), 'model-corrupt', /impossible shape/],
    ['has a tensor without elements', () => tinyModel(editFirst({ shape: [256, 0] })), 'model-corrupt', /impossible shape/],
    ['has a tensor larger than the file', () => tinyModel(editFirst({ shape: [256, 2 ** 24] })), 'model-corrupt', /beyond its end/],
    ['has a tensor of absurd size', () => tinyModel(editFirst({ shape: [2 ** 31, 2 ** 31, 2 ** 31] })), 'model-corrupt', /impossible shape/],
    ['lists a tensor twice', () => tinyModel({ editTensors: (all) => [...all, all[0] as TensorToWrite] }), 'model-corrupt', /twice/],
    ['has no embedding table', () => tinyModel({ editTensors: (all) => all.slice(1) }), 'model-corrupt', /0 rows/],
    ['has an absurd context', () => tinyModel({ metadata: { 'llama.context_length': { uint32: 2 ** 31 } } }), 'model-corrupt', /context_length/],
    ['has no layers', () => tinyModel({ metadata: { 'llama.block_count': { uint32: 0 } } }), 'model-corrupt', /block_count/],
    ['has heads that do not divide', () => tinyModel({ metadata: { 'llama.attention.head_count_kv': { uint32: 3 } } }), 'model-corrupt', /heads/],
    ['scales its positions in an unknown way', () => tinyModel({ metadata: { 'llama.rope.scaling.type': 'longrope' } }), 'unsupported-model', /longrope/],
    ['scales its positions by unknown rules', () => tinyModel({ metadata: { 'llama.rope.scaling.alpha': { float32: 2 } } }), 'unsupported-model', /alpha/],
    ['has experts', () => tinyModel({ metadata: { 'llama.expert_count': { uint32: 8 } } }), 'unsupported-model', /expert_count/],
    ['keeps values of another size', () => tinyModel({ metadata: { 'llama.attention.value_length': { uint32: 32 } } }), 'unsupported-model', /32 of 64/],
    ['has a tensor that nothing computes with', () => tinyModel({ editTensors: withExtra('blk.0.attn_sinks.weight') }), 'unsupported-model', /attn_sinks/],
    ['has a tensor of another shape', () => tinyModel(editFirst({ shape: [128, 64] })), 'model-corrupt', /64 x 128; 64 x 256 was expected/],
    ['has a key twice', () => twice('general.name'), 'model-corrupt', /general.name twice/],
    ['is of another version', () => withByte(4, 1), 'model-corrupt', /version is 1/],
    ['has an absurd alignment', () => tinyModel({ metadata: { 'general.alignment': { uint32: 0 } } }), 'model-corrupt', /alignment/],
    ['rotates half of a head', () => tinyModel({ metadata: { 'llama.rope.dimension_count': { uint32: 32 } } }), 'unsupported-model', /32 of 64/],
  ];

  it.each(cases)('%s: says so and what to do', async (_name, make, code, words) => {
    const error = await failure(make());
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
    expect(error.hint).toBeTruthy();
  });

  it('is not there', async () => {
    await expect(readGguf(join(folder.path, 'missing.gguf'))).rejects.toMatchObject({ code: 'file-not-found' });
  });

  it.each([3, 10, 24, 60, 300, 700, 1500])('ends after %i bytes', async (length) => {
    await writeFile(path, tinyModel());
    await truncate(path, length);
    await expect(readGguf(path)).rejects.toMatchObject({ code: 'model-corrupt' });
  });

  it('claims counts that would fill the memory', async () => {
    for (const at of [8, 16]) {
      const bytes = Buffer.from(tinyModel());
      bytes.writeBigUInt64LE(2n ** 62n, at);
      expect((await failure(bytes)).code).toBe('model-corrupt');
    }
  });

  it('has any byte of its header changed: it is read, or refused with a reason, and never anything else', async () => {
    const whole = Buffer.from(tinyModel());
    const random = seededRandom(3);
    const headerBytes = 1400;
    for (let round = 0; round < 150; round += 1) {
      const bytes = Buffer.from(whole);
      bytes[random.integer(headerBytes)] = random.integer(256);
      const error: unknown = await open(bytes).then(() => null, (reason: unknown) => reason);
      expect(error === null || ReckonError.is(error)).toBe(true);
    }
  });
});
