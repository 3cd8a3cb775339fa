import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProgram, nodeParts, requireOutsideHome } from '../../../../src/verification/ownTests/run/programs';
import { temporaryFolder } from '../../../support/temporaryFolder';

let home: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  home = await temporaryFolder();
  await mkdir(join(home.path, 'bin'));
  await writeFile(join(home.path, 'bin', 'node'), '');
  await chmod(join(home.path, 'bin', 'node'), 0o755);
});
afterEach(() => home.dispose());

describe('what a run may read of toolchains', () => {
  it('is of Node the program and its libraries, wherever it lies', async () => {
    const node = join(home.path, 'bin', 'node');
    expect(nodeParts(node)).toEqual([node]);
    await mkdir(join(home.path, 'lib'));
    expect(nodeParts(node)).toEqual([node, join(home.path, 'lib')]);
  });

  it('is never the home, nor what it lies in', async () => {
    const unusable = expect.objectContaining({ code: 'tests-unusable' }) as Error;
    expect(() => requireOutsideHome([join(home.path, 'bin'), '/usr/lib', join(dirname(home.path), 'another')], home.path)).not.toThrow();
    expect(() => requireOutsideHome(['/usr/lib', home.path], home.path)).toThrow(unusable);
    expect(() => requireOutsideHome([dirname(home.path)], home.path)).toThrow(unusable);
    await symlink(home.path, join(home.path, 'bin', 'link'), 'junction');
    expect(() => requireOutsideHome([join(home.path, 'bin', 'link')], home.path)).toThrow(unusable);
  });
});

it('a program is looked for along the path, then in the usual places', () => {
  expect(findProgram('node', { PATH: '/nowhere' }, [join(home.path, 'bin')])).toBe(join(home.path, 'bin', 'node'));
  expect(findProgram('node', {}, [])).toBeNull();
});
