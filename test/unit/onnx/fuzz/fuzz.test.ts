import { writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import fc from 'fast-check';
import { readHyperparameters } from '../../../../src/backends/onnx/gguf/hyperparameters';
import { readGguf } from '../../../../src/backends/onnx/gguf/read';
import { TensorReader } from '../../../../src/backends/onnx/gguf/tensorReader';
import type { GgufFile } from '../../../../src/backends/onnx/gguf/types';
import { importModel } from '../../../../src/backends/onnx/importer/import';
import { PRECISIONS } from '../../../../src/backends/onnx/importer/precision';
import { createWeightSource } from '../../../../src/backends/onnx/importer/weightSource';
import { EmbeddingTable } from '../../../../src/backends/onnx/session/embedding';
import { createTokenizer } from '../../../../src/backends/onnx/tokenizer';
import { ReckonError } from '../../../../src/base/errors';
import { tinyModel } from '../../../support/ggufFile';
import { temporaryFolder } from '../../../support/temporaryFolder';
import { tinyModelFiles } from '../../../support/tinyModels';
import { mutate, mutations } from './mutations';

/** Bytes that the code under test has asked the disk for, in place of a stopwatch: all its work is on bytes that it has read. */
const disk = vi.hoisted(() => ({ bytes: 0 }));
vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs')>();
  const readSync = (descriptor: number, buffer: Uint8Array, offset: number, length: number, position: number): number => {
    disk.bytes += length;
    return original.readSync(descriptor, buffer, offset, length, position);
  };
  return { ...original, readSync };
});

const SEED = 1;
/** Of how many files that are read without complaint one is imported. */
const IMPORT_EVERY = 100;
/** Header, embeddings, every tensor once, and the same again for an import. */
const READS_OF_A_FILE = 5;
/** Resident memory that all cases together may add, garbage included. 35 MB measured; a single claim believed would be gigabytes. */
const MEMORY_BOUND_BYTES = 150e6;
const FUZZ_TEST_MS = 120_000;

/** Together more than 10,000 cases; fewer of the largest file. */
const KINDS = {
  'with local layers': { runs: 900, files: tinyModelFiles('gemma3') },
  'with byte-level BPE': { runs: 3_100, files: tinyModelFiles('qwen3') },
  'with quantized matrices': { runs: 3_100, files: [{ name: 'quantized.gguf', bytes: tinyModel({ matrixType: 'Q3_K' }) }] },
  'in two files': { runs: 3_100, files: tinyModelFiles('llama') },
} as const;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.dispose());

/** Runs one stage of loading. Anything but success or a typed error with a hint fails the test. */
async function outcome<T>(stage: () => T | Promise<T>): Promise<T | null> {
  try {
    return await stage();
  } catch (error) {
    if (!ReckonError.is(error) || !error.hint) {
      throw error;
    }
    return null;
  }
}

function readWeights(file: GgufFile): void {
  const reader = new TensorReader();
  try {
    const weights = createWeightSource(file, reader, 'exact', () => undefined);
    for (const { name, rows, columns } of file.tensors.values()) {
      weights.matrix(name, rows, columns);
    }
  } finally {
    reader.close();
  }
}

function useTokenizer(file: GgufFile): void {
  const tokenizer = createTokenizer(file.metadata);
  tokenizer.decode(tokenizer.encode('def function(abc): \u4e16', { specialTokens: true }));
}

/** Everything between a path and a graph. */
async function load(path: string, seen: { accepted: number }): Promise<void> {
  const file = await outcome(() => readGguf(path));
  if (!file) {
    return;
  }
  await outcome(() => useTokenizer(file));
  await outcome(() => readWeights(file));
  const shape = await outcome(() => readHyperparameters(file));
  if (!shape) {
    return;
  }
  const reader = new TensorReader();
  await outcome(() => new EmbeddingTable(file, reader, shape).lookUp([0, shape.vocabularySize - 1]));
  reader.close();
  seen.accepted += 1;
  if (seen.accepted % IMPORT_EVERY === 1) {
    await importOrNothing(file, (seen.accepted - 1) / IMPORT_EVERY);
  }
}

/** Imports in one precision or the other, by turns. */
async function importOrNothing(file: GgufFile, count: number): Promise<void> {
  const graphsDir = join(folder.path, 'graphs');
  const target = { graphsDir, sha256: 'f'.repeat(64), precision: PRECISIONS[count % PRECISIONS.length] ?? 'exact' };
  const imported = await outcome(() => importModel(file, target, () => undefined));
  expect(await readdir(graphsDir)).toHaveLength(imported ? 1 : 0);
  await rm(graphsDir, { recursive: true });
}

describe.each(Object.entries(KINDS))('a damaged file %s', (_kind, { runs, files }) => {
  it('is read, or refused with a reason, in bounded memory and reads', async () => {
    const paths = files.map(({ name }) => join(folder.path, name));
    files.forEach(({ bytes }, index) => writeFileSync(paths[index] as string, bytes));
    const [path = ''] = paths;
    const whole = files[0]?.bytes ?? new Uint8Array();
    const { tensors } = await readGguf(path);
    const headerBytes = Math.min(...[...tensors.values()].flatMap((tensor) => (tensor.path === path ? [tensor.byteOffset] : [])));
    const sizeOfAll = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const seen = { accepted: 0 };
    disk.bytes = 0;
    await load(path, seen);
    expect(disk.bytes).toBeGreaterThan(sizeOfAll);
    const memoryBefore = peakMemory();
    await fc.assert(
      fc.asyncProperty(mutations, async (changes) => {
        writeFileSync(path, mutate(whole, headerBytes, changes));
        disk.bytes = 0;
        await load(path, seen);
        expect(disk.bytes).toBeLessThan(READS_OF_A_FILE * sizeOfAll);
      }),
      { numRuns: runs, seed: SEED, endOnFailure: true },
    );
    expect(peakMemory() - memoryBefore).toBeLessThan(MEMORY_BOUND_BYTES);
    // Neither all refused nor all read: both ways are tried.
    expect(seen.accepted).toBeGreaterThan(runs / 20);
    expect(seen.accepted).toBeLessThan(runs);
  }, FUZZ_TEST_MS);
});

function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}
