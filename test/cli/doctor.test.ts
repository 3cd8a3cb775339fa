import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder';
import { runCli } from './support/cli';
import { documentErrors } from './support/resultSchema';

describe('doctor', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(() => folder.dispose());

  it('prints what this machine offers as one document, and fails where no model is', async () => {
    const { code, stdout } = await runCli(['doctor', '--json'], { home: folder.path });
    const document = JSON.parse(stdout) as { readonly checks: readonly { readonly id: string }[] };
    expect(documentErrors('doctor', document)).toEqual([]);
    expect({ code, document }).toMatchObject({ code: 1, document: { canSolve: false, canVerify: true } });
    const check = (id: string): unknown => document.checks.find((each) => each.id === id);
    expect(check('library')).toMatchObject({ state: 'ok' });
    expect(check('models')).toMatchObject({ state: 'problem', next: expect.stringContaining('reckon models fetch') as string });
    expect(check('wrapper')).toMatchObject({ state: 'ok', found: expect.stringContaining('no network') as string, detail: expect.stringContaining('tried in vain from inside') as string });
    expect(check('sandbox-python')).toMatchObject({ state: 'ok', found: expect.stringMatching(/^starts in \d+ ms; isolated: Pyodide/) as string });
    expect(check('sandbox-javascript')).toMatchObject({ state: 'ok', found: expect.stringMatching(/^starts in \d+ ms; isolated: QuickJS/) as string });
  });
});
