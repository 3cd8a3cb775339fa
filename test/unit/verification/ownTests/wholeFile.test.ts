import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wholeFileHint } from '../../../../src/verification/ownTests/project/apply';
import { temporaryFolder } from '../../../support/temporaryFolder';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder.path, 'calc.py'), 'def double(x):\n    return x\n\ndef triple(x):\n    return 3 * x\n');
  await writeFile(join(folder.path, 'calc.rs'), 'pub fn double() {}\npub fn triple() {}\n');
});
afterAll(() => folder.dispose());

const DOUBLE = 'def double(x):\n    return 2 * x\n';
const hint = (code: string, more: { readonly path?: string; readonly functionName?: string } = {}): Promise<string | null> =>
  wholeFileHint(folder.path, more.path ?? 'calc.py', { id: 'c1', file: '', code, ...(more.functionName === undefined ? {} : { functionName: more.functionName }) });

describe('a candidate for a whole file', () => {
  it('that has one of its functions and lacks others may be meant as that function', async () => {
    expect(await hint(DOUBLE)).toBe('The candidate took the place of the whole of calc.py, and triple is gone; did you mean --function double?');
  });

  it.each([
    ['has them all', `${DOUBLE}triple = double\n`, {}],
    ['has none of them', 'def other():\n    pass\n', {}],
    ['is one function by name', DOUBLE, { functionName: 'double' }],
    ['is in a language that is not read', 'pub fn double() {}\n', { path: 'calc.rs' }],
  ])('gets no hint when it %s', async (_what, code, more) => {
    expect(await hint(code, more)).toBeNull();
  });
});
