import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examineMachine } from '../../../src/app';
import { examineMemory, examineModels, examineNode, examineToolchains } from '../../../src/app/doctor/findings';
import { systemClock } from '../../../src/base/clock';
import type { ModelListing, WeightsStore } from '../../../src/weights';
import { temporaryFolder } from '../../support/temporaryFolder';

const listing = (state: ModelListing['state']): ModelListing => ({ id: 'tiny', title: 'Tiny', bytes: 1, state, licence: null, path: null });
const storeOf = (...models: readonly ModelListing[]): WeightsStore => ({ list: async () => [...models] }) as unknown as WeightsStore;

describe('looking at a machine', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.dispose());

  it.each([['20.19.0', 'ok'], ['24.1.0', 'ok'], ['20.18.9', 'problem'], ['18.20.0', 'problem']])('judges Node %s: %s', (version, state) => {
    expect(examineNode(version).state).toBe(state);
  });

  it('says when there is little memory', () => {
    expect([examineMemory(16e9, 8e9).state, examineMemory(2e9, 1e9)]).toMatchObject(['ok', { state: 'note', next: expect.stringContaining('smallest model') as string }]);
  });

  it.each([['present', 'ok'], ['imported', 'ok'], ['partial', 'problem'], ['absent', 'problem'], ['missing', 'problem']] as const)('counts a model that is %s as %s', async (state, expected) => {
    expect((await examineModels(storeOf(listing(state)))).state).toBe(expected);
  });

  it('finds toolchains along the path, and only programs', async () => {
    await writeFile(join(folder.path, 'cargo'), '');
    await writeFile(join(folder.path, 'go'), '');
    await chmod(join(folder.path, 'go'), 0o755);
    expect(examineToolchains({ PATH: `${delimiter}/nonexistent${delimiter}${folder.path}` }, [])).toMatchObject({ state: 'note', found: 'found go; not found python3, node, npm, cargo' });
    expect(examineToolchains({}, [folder.path])).toMatchObject({ state: 'note', found: 'found go; not found python3, node, npm, cargo' });
    expect(examineToolchains({}, [])).toMatchObject({ state: 'note', found: 'not found python3, node, npm, cargo, go' });
  });

  it('ends when it is cancelled', async () => {
    const looking = examineMachine({ scriptsFolder: folder.path, environment: {}, weights: storeOf(), clock: systemClock, signal: AbortSignal.abort() });
    await expect(looking).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('reports what fails as a problem with what to do, and goes on', async () => {
    const seen: string[] = [];
    const report = await examineMachine({ scriptsFolder: folder.path, environment: {}, weights: storeOf(), clock: systemClock, onCheck: (title) => seen.push(title) });
    expect(report).toMatchObject({ canSolve: false, canVerify: false });
    expect(seen).toHaveLength(report.checks.length);
    for (const id of ['models', 'sandbox-python', 'sandbox-javascript']) {
      expect(report.checks.find((check) => check.id === id)).toMatchObject({ state: 'problem', next: expect.any(String) as string });
    }
  });
});
