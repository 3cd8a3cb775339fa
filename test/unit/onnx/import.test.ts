import { readdir, readFile, stat, truncate, utimes, writeFile, mkdir } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHyperparameters } from '../../../src/backends/onnx/gguf/hyperparameters';
import { readGguf } from '../../../src/backends/onnx/gguf/read';
import type { GgufFile, GgufTensor } from '../../../src/backends/onnx/gguf/types';
import { findImport, graphFolder, importModel, type ImportTarget } from '../../../src/backends/onnx/importer/import';
import { importBytes } from '../../../src/backends/onnx/importer/forms';
import { removeDamaged } from '../../../src/backends/onnx/importer/publish';
import { unfinishedBeside } from '../../../src/backends/onnx/importer/unfinished';
import { multipliedWeights } from '../../../src/backends/onnx/importer/weightSource';
import { ReckonError } from '../../../src/base/errors';
import { tinyModel, type TinyModelOptions } from '../../support/ggufFile';
import { temporaryFolder } from '../../support/temporaryFolder';

const SHA256 = 'a'.repeat(64);
const target = (graphsDir: string, sha256 = SHA256): ImportTarget => ({ graphsDir, sha256, precision: 'exact' });
/** Matrices and norms of the tiny model, whose output matrix is its embedding table. */
const WEIGHTS = 32 * 256 + 256 * 256 + 2 * 128 * 256 + 256 * 256 + 3 * 256 * 256 + 3 * 256;
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
    expect(imported.summary).toMatchObject({ rescores: false, dataBytes: (await stat(join(imported.folder, 'weights.bin'))).size });
    expect(fractions.at(-1)).toBe(1);
    expect(findImport(target(graphs))).toEqual(imported);
  });

  it('counts the weights', async () => {
    const { summary } = await importModel(await tinyFile(), target(graphs), ignoreProgress);
    expect(summary.parameters).toBe(WEIGHTS);
  });

  it('multiplies a token with all of them but a table that is only looked up', async () => {
    const { tensors } = await tinyFile();
    expect(multipliedWeights({ tensors })).toBe(WEIGHTS);
    const table = tensors.get('token_embd.weight') as GgufTensor;
    const output = { ...table, name: 'output.weight', rows: 2 * table.rows };
    expect(multipliedWeights({ tensors: new Map([...tensors, ['output.weight', output]]) })).toBe(WEIGHTS + table.rows * table.columns);
  });

  it('lets two importers at once both end with the same whole import', async () => {
    const file = await tinyFile();
    const [first, second] = await Promise.all([0, 1].map(() => importModel(file, target(graphs), ignoreProgress)));
    expect(first).toEqual(second);
    expect(await readdir(graphs)).toEqual([basename(graphFolder(target(graphs)))]);
  });

  it.each([
    ['ENOSPC', 'disk-full', 'Free 4 MB there'], ['EDQUOT', 'disk-full', 'Free 4 MB there'],
    ['EROFS', 'invalid-input', 'Set RECKON_HOME'], ['EACCES', 'invalid-input', 'Set RECKON_HOME'],
  ])('leaves nothing behind where it cannot write (%s), and says what to do', async (code, expected, hint) => {
    let written = 0;
    const write: typeof writeSync = ((descriptor: number, bytes: Uint8Array, from: number, length: number, position: number) => {
      written += length;
      if (written > 100_000) {
        throw Object.assign(new Error('no space left on device'), { code });
      }
      return writeSync(descriptor, bytes, from, length, position);
    }) as typeof writeSync;
    await expect(importModel(await tinyFile(), target(graphs), ignoreProgress, { write })).rejects.toMatchObject({
      code: expected, message: expect.stringContaining(graphs) as string, hint: expect.stringContaining(hint) as string,
    });
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

  it.each(['weights.bin', 'model.onnx', 'model.json'])('replaces an import with a damaged %s', async (name) => {
    const file = await tinyFile();
    const { folder: imported } = await importModel(file, target(graphs), ignoreProgress);
    await truncate(join(imported, name), 10);
    expect(findImport(target(graphs))).toBeNull();
    await importModel(file, target(graphs), ignoreProgress);
    expect(findImport(target(graphs))).not.toBeNull();
    expect((await stat(join(imported, name))).size).toBeGreaterThan(10);
    expect(await readdir(graphs)).toEqual([basename(imported)]);
  });

  it('lets several importers at once replace a damaged import', async () => {
    const file = await tinyFile();
    const { folder: imported } = await importModel(file, target(graphs), ignoreProgress);
    await truncate(join(imported, 'weights.bin'), 10);
    await Promise.all(Array.from({ length: 4 }, () => importModel(file, target(graphs), ignoreProgress)));
    expect(findImport(target(graphs))).not.toBeNull();
    expect(await readdir(graphs)).toEqual([basename(imported)]);
  });

  it('never removes a whole import that somebody put in the place of a damaged one', async () => {
    const imported = await importModel(await tinyFile(), target(graphs), ignoreProgress);
    await removeDamaged(target(graphs));
    expect(findImport(target(graphs))).toEqual(imported);
    expect(await readdir(graphs)).toEqual([basename(imported.folder)]);
  });

  it('takes an import from before the length of the graph was noted', async () => {
    const { folder: imported, summary } = await importModel(await tinyFile(), target(graphs), ignoreProgress);
    await writeFile(join(imported, 'model.json'), JSON.stringify({ ...summary, graphBytes: undefined }));
    expect(findImport(target(graphs))).not.toBeNull();
  });

  it('removes what older importers made of the same file, and nothing else', async () => {
    const other = 'b'.repeat(64);
    const kept = [`${SHA256}-v99-exact`, `${other}-v1-exact`, `${SHA256}-0123456789abcdef-v1-exact`, `${SHA256}-v1-exact.old`];
    for (const name of [`${SHA256}-v1-exact`, `${SHA256}-v2-compact`, ...kept]) {
      await mkdir(join(graphs, name), { recursive: true });
    }
    await importModel(await tinyFile(), target(graphs), ignoreProgress);
    expect((await readdir(graphs)).sort()).toEqual([basename(graphFolder(target(graphs))), ...kept].sort());
  });

  it('sweeps up after importers that were killed, and leaves those alone that are at work', async () => {
    const mine = basename(unfinishedBeside(graphFolder(target(graphs))));
    const [, machine = ''] = /-([0-9a-f]+)-[0-9a-f]+\.part$/.exec(mine) ?? [];
    const ended = spawnSync(process.execPath, ['-e', '']).pid;
    const hour = 60 * 60;
    const leave = async (name: string, secondsAgo: number): Promise<string> => {
      const path = join(graphs, name);
      await mkdir(path, { recursive: true });
      await writeFile(join(path, 'weights.bin'), 'half');
      await utimes(join(path, 'weights.bin'), new Date(), Date.now() / 1000 - secondsAgo);
      return name;
    };
    await leave(`another-v1-exact.${ended}-${machine}-0.part`, hour);
    await leave(`${SHA256}-v1-exact.${process.pid}-00000000-0.part`, 25 * hour);
    await leave(`${SHA256}-v3-exact.some-name.part`, 25 * hour);
    const kept = await Promise.all([
      leave(mine, 100 * hour), // Its process lives: the machine slept.
      leave(`another-v1-exact.${ended}-${machine}-1.part`, 1),
      leave(`another-v1-exact.${process.pid}-00000000-1.part`, hour),
      leave(`${SHA256}-v3-exact.another-name.part`, hour),
    ]);
    await importModel(await tinyFile(), target(graphs), ignoreProgress);
    expect((await readdir(graphs)).sort()).toEqual([basename(graphFolder(target(graphs))), ...kept].sort());
  });
});

describe('what an import takes', () => {
  it.each(['exact', 'compact'] as const)('is known before: %s', async (precision) => {
    const file = await tinyFile();
    const { summary } = await importModel(file, { ...target(graphs), precision }, ignoreProgress);
    const unforeseen = importBytes(file, readHyperparameters(file), precision) - summary.dataBytes - (summary.graphBytes ?? NaN);
    expect(unforeseen).toBeGreaterThan(0);
    expect(unforeseen).toBeLessThan(4e6);
  });
});
