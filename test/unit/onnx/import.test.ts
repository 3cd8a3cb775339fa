import { readdir, readFile, stat, truncate, utimes, writeFile, mkdir } from 'node:fs/promises';
import { writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readGguf } from '../../../src/backends/onnx/gguf/read';
import type { GgufFile } from '../../../src/backends/onnx/gguf/types';
import { findImport, graphFolder, importModel, type ImportTarget } from '../../../src/backends/onnx/importer/import';
import { ReckonError } from '../../../src/base/errors';
import { tinyModel, type TinyModelOptions } from '../../support/ggufFile';
import { temporaryFolder } from '../../support/temporaryFolder';

const SHA256 = 'a'.repeat(64);
const target = (graphsDir: string, sha256 = SHA256): ImportTarget => ({ graphsDir, sha256, precision: 'exact' });
const ignoreProgress = (): void => undefined;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let graphs: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  graphs = join(folder.path, 'graphs');
});
afterEach(() => folder.dispose());

async function tinyFile(options?: TinyModelOptions): Promise<GgufFile> {
  const path = join(folder.path, 'model.gguf');
  await writeFile(path, tinyModel(options));
  return readGguf(path);
}

describe('importModel', () => {
  it('writes one folder with the graph, its weights and a summary', async () => {
    const fractions: number[] = [];
    const imported = await importModel(await tinyFile(), target(graphs), (fraction) => fractions.push(fraction));
    expect(await readdir(graphs)).toEqual([basename(graphFolder(target(graphs)))]);
    expect((await readdir(imported.folder)).sort()).toEqual(['model.json', 'model.onnx', 'weights.bin']);
    expect(imported.summary).toMatchObject({ contextLength: 64, supportsInfill: false });
    expect(fractions.at(-1)).toBe(1);
    expect(findImport(target(graphs))).toEqual(imported);
  });

  it('counts the weights', async () => {
    const { summary } = await importModel(await tinyFile(), target(graphs), ignoreProgress);
    const matrices = 32 * 256 + 256 * 256 + 2 * 128 * 256 + 256 * 256 + 3 * 256 * 256;
    expect(summary.parameters).toBe(matrices + 3 * 256);
  });

  it('lets two importers at once both end with the same whole import', async () => {
    const file = await tinyFile();
    const [first, second] = await Promise.all([0, 1].map(() => importModel(file, target(graphs), ignoreProgress)));
    expect(first).toEqual(second);
    expect(await readdir(graphs)).toEqual([basename(graphFolder(target(graphs)))]);
  });

  it('leaves nothing behind on a full disk, and says so', async () => {
    let written = 0;
    const write: typeof writeSync = ((descriptor: number, bytes: Uint8Array, from: number, length: number, position: number) => {
      written += length;
      if (written > 100_000) {
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      }
      return writeSync(descriptor, bytes, from, length, position);
    }) as typeof writeSync;
    await expect(importModel(await tinyFile(), target(graphs), ignoreProgress, { write })).rejects.toMatchObject({ code: 'disk-full' });
    expect(written).toBeGreaterThan(100_000);
    expect(await readdir(graphs)).toEqual([]);
    expect(findImport(target(graphs))).toBeNull();
  });

  it('goes on after a write that took only some of the bytes', async () => {
    const file = await tinyFile();
    const whole = await importModel(file, target(graphs), ignoreProgress);
    const expected = await readFile(join(whole.folder, 'weights.bin'));
    const write = (descriptor: number, bytes: Uint8Array, from: number, length: number, position: number): number =>
      writeSync(descriptor, bytes, from, Math.min(length, 1000), position);
    const piecemeal = await importModel(file, target(graphs, 'b'.repeat(64)), ignoreProgress, { write });
    expect(expected.equals(await readFile(join(piecemeal.folder, 'weights.bin')))).toBe(true);
  });

  it('stops when cancelled and leaves nothing behind', async () => {
    const controller = new AbortController();
    const importing = importModel(await tinyFile(), target(graphs), () => controller.abort(), { abortSignal: controller.signal });
    await expect(importing).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(graphs)).toEqual([]);
  });

  it('refuses a model that lacks a tensor, naming it', async () => {
    const file = await tinyFile({ editTensors: (all) => all.filter(({ name }) => name !== 'blk.0.ffn_up.weight') });
    const error: unknown = await importModel(file, target(graphs), ignoreProgress).then(() => null, (reason: unknown) => reason);
    expect(ReckonError.is(error, 'unsupported-model')).toBe(true);
    expect(String(error)).toContain('blk.0.ffn_up.weight');
    await expect(readdir(graphs)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('replaces a damaged import', async () => {
    const file = await tinyFile();
    const { folder: imported } = await importModel(file, target(graphs), ignoreProgress);
    await truncate(join(imported, 'weights.bin'), 10);
    expect(findImport(target(graphs))).toBeNull();
    await importModel(file, target(graphs), ignoreProgress);
    expect(findImport(target(graphs))).not.toBeNull();
    expect((await stat(join(imported, 'weights.bin'))).size).toBeGreaterThan(10);
  });

  it('sweeps up after an importer that was killed, and leaves one alone that is at work', async () => {
    const at = (name: string): string => `${graphFolder(target(graphs))}.${name}.part`;
    for (const name of ['killed', 'working']) {
      await mkdir(at(name), { recursive: true });
      await writeFile(join(at(name), 'weights.bin'), 'half');
    }
    await utimes(join(at('killed'), 'weights.bin'), 0, 0);
    await importModel(await tinyFile(), target(graphs), ignoreProgress);
    expect((await readdir(graphs)).sort()).toEqual([basename(graphFolder(target(graphs))), `${basename(graphFolder(target(graphs)))}.working.part`]);
  });
});
