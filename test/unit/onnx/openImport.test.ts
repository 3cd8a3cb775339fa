import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readGguf } from '../../../src/backends/onnx/gguf/read';
import { findImport, importModel, type ImportedModel, type ImportTarget } from '../../../src/backends/onnx/importer/import';
import { openImport } from '../../../src/backends/onnx/importer/openImport';
import { removeDamaged } from '../../../src/backends/onnx/importer/publish';
import { tinyModel } from '../../support/ggufFile';
import { temporaryFolder } from '../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let target: ImportTarget;
let made: number;

beforeEach(async () => {
  folder = await temporaryFolder();
  target = { graphsDir: join(folder.path, 'graphs'), sha256: 'a'.repeat(64), precision: 'exact' };
  made = 0;
});
afterEach(() => folder.dispose());

async function make(): Promise<ImportedModel> {
  made += 1;
  const path = join(folder.path, 'model.gguf');
  await writeFile(path, tinyModel());
  return importModel(await readGguf(path), target, () => undefined);
}

/** Fails that many times, doing something first. */
function failing(times: number, first: () => Promise<unknown> = async () => undefined): (imported: ImportedModel) => Promise<string> {
  let left = times;
  return async () => {
    left -= 1;
    if (left >= 0) {
      await first();
      throw new Error('no such graph');
    }
    return 'opened';
  };
}

describe('opening an import', () => {
  it('makes it when there is none, and takes it the next time', async () => {
    expect(await openImport(target, make, failing(0))).toMatchObject({ opened: 'opened' });
    expect(await openImport(target, make, failing(0))).toEqual({ opened: 'opened', imported: findImport(target) });
    expect(made).toBe(1);
  });

  it('makes an earlier one anew when it cannot be opened', async () => {
    await make();
    expect(await openImport(target, make, failing(1))).toEqual({ opened: 'opened', imported: findImport(target) });
    expect(made).toBe(2);
  });

  it('makes it anew once only', async () => {
    await make();
    await expect(openImport(target, make, failing(2))).rejects.toThrow('no such graph');
    expect(made).toBe(2);
  });

  it('does not make one again that it has just made', async () => {
    await expect(openImport(target, make, failing(1))).rejects.toThrow('no such graph');
    expect(made).toBe(1);
  });

  it('takes what another process has made meanwhile', async () => {
    await make();
    const anew = async (): Promise<void> => {
      await removeDamaged(target, async () => true);
      await make();
    };
    expect(await openImport(target, make, failing(1, anew))).toMatchObject({ opened: 'opened' });
    expect(made).toBe(2);
  });
});
