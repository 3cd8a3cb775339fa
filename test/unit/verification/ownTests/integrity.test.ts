import { execFileSync } from 'node:child_process';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentDigest, type ProjectCopy } from '../../../../src/verification/ownTests/project/copy';
import { tamperedFiles } from '../../../../src/verification/ownTests/project/integrity';
import { temporaryFolder } from '../../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let copy: ProjectCopy;
beforeEach(async () => {
  folder = await temporaryFolder();
  const root = join(folder.path, 'project');
  await mkdir(join(root, 'tests'), { recursive: true });
  await writeFile(join(root, 'tests', 'test_a.py'), 'a test');
  await writeFile(join(root, 'a.py'), 'a source');
  copy = { root, original: '/nowhere', digests: new Map([['a.py', contentDigest('a source')], ['tests/test_a.py', contentDigest('a test')]]), digest: 'd', linked: [] };
});
afterEach(() => folder.dispose());

describe('tests of a copy', () => {
  it('are as they were, whatever became of sources', async () => {
    await writeFile(join(copy.root, 'a.py'), 'another');
    expect(await tamperedFiles(copy, new Set(), new Set())).toEqual([]);
  });

  it('are not when one is another, or new', async () => {
    await writeFile(join(copy.root, 'tests', 'test_a.py'), 'no test');
    await writeFile(join(copy.root, 'conftest.py'), '');
    expect(await tamperedFiles(copy, new Set(), new Set())).toEqual(['conftest.py', 'tests/test_a.py']);
  });

  it('are files that reported some, whatever they are called', async () => {
    await writeFile(join(copy.root, 'a.py'), 'another');
    expect(await tamperedFiles(copy, new Set(['a.py']), new Set())).toEqual(['a.py']);
  });

  it.runIf(process.platform !== 'win32')('are not when a pipe stands in the place of one, which is not waited for', async () => {
    await rm(join(copy.root, 'tests', 'test_a.py'));
    execFileSync('mkfifo', [join(copy.root, 'tests', 'test_a.py')]);
    expect(await tamperedFiles(copy, new Set(), new Set())).toEqual(['tests/test_a.py']);
  });

  it.runIf(process.platform !== 'win32')('are not when the copy is a link to somewhere else, which is not looked into', async () => {
    await rename(copy.root, join(folder.path, 'moved'));
    await symlink(join(folder.path, 'moved'), copy.root);
    expect(await tamperedFiles(copy, new Set(), new Set())).toEqual(['.']);
  });
});
