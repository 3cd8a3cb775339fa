import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHyperparameters } from '../../../src/backends/onnx/gguf/hyperparameters';
import { contentName } from '../../../src/backends/onnx/gguf/parts';
import { readGguf } from '../../../src/backends/onnx/gguf/read';
import { temporaryFolder } from '../../support/temporaryFolder';
import { tinyModelFiles } from '../../support/tinyModels';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const FILES = tinyModelFiles('llama');
const [FIRST = '', SECOND = ''] = FILES.map(({ name }) => name);
const at = (name: string): string => join(folder.path, name);

beforeEach(async () => {
  folder = await temporaryFolder();
  await Promise.all(FILES.map(({ name, bytes }) => writeFile(at(name), bytes)));
});
afterEach(() => folder.dispose());

describe('a model in two files', () => {
  it('is read as one, each tensor from its own file', async () => {
    const file = await readGguf(at(FIRST));
    expect(readHyperparameters(file)).toMatchObject({ architecture: 'llama', layers: 2 });
    expect(new Set([...file.tensors.values()].map(({ path }) => path))).toEqual(new Set([at(FIRST), at(SECOND)]));
  });

  it('has another name for its content once its second file has changed', async () => {
    const file = await readGguf(at(FIRST));
    const before = await contentName(file, 'abc');
    expect(before).toMatch(/^abc-/);
    expect(await contentName(file, 'abc')).toBe(before);
    await utimes(at(SECOND), 1, 1);
    expect(await contentName(file, 'abc')).not.toBe(before);
  });

  it('is refused by its second file, which says what to give', async () => {
    await expect(readGguf(at(SECOND))).rejects.toMatchObject({ code: 'invalid-input', hint: expect.stringContaining(FIRST) as string });
  });

  it('is refused when a file is not there, naming it', async () => {
    await rm(at(SECOND));
    await expect(readGguf(at(FIRST))).rejects.toMatchObject({ code: 'file-not-found', message: expect.stringContaining(SECOND) as string });
  });

  it('is refused when a file has another one\'s place', async () => {
    await writeFile(at(SECOND), FILES[0]?.bytes ?? '');
    await expect(readGguf(at(FIRST))).rejects.toMatchObject({ code: 'model-corrupt', message: expect.stringContaining('not part 2 of 2') as string });
  });

  it('is refused under a name that does not say how many there are', async () => {
    await writeFile(at('model.gguf'), FILES[0]?.bytes ?? '');
    await expect(readGguf(at('model.gguf'))).rejects.toMatchObject({ code: 'model-corrupt', message: expect.stringContaining('one of 2 files') as string });
  });
});
