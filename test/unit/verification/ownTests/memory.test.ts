import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MEMORY_LIMITS } from '../../../../src/verification/ownTests/limits';
import { ProjectMemory, type ProjectFacts } from '../../../../src/verification/ownTests/memory';
import { FakeClock } from '../../../support/fakeClock';
import { temporaryFolder } from '../../../support/temporaryFolder';

const facts = (digest = 'd', controls: readonly string[] = []): ProjectFacts => ({
  digest, seconds: 2, controls, idle: [], canControl: true,
  baseline: { exitCode: 0, passing: ['a'], notPassing: [], skipped: [], flaky: [], written: [] },
  reached: new Map([['f', { isNoticed: true, callers: ['a'], failingWhenWrong: ['a'] }]]),
});

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let clock: FakeClock;
let cache: string;
let kept: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  clock = new FakeClock();
  cache = join(folder.path, 'cache');
  kept = join(folder.path, 'kept');
  await mkdir(cache);
  await writeFile(join(cache, 'object'), 'compiled');
});
afterEach(() => folder.dispose());
const memory = (token = 'token'): ProjectMemory => new ProjectMemory(kept, clock, token);

describe('what is kept of projects', () => {
  it('comes back in another process, whose controls have other names', async () => {
    await memory('one').keep('k', facts('d', ['test_one_first']), cache);
    expect(await memory('two').recall('k')).toEqual(facts('d', ['test_two_first']));
    const target = join(folder.path, 'target');
    await memory().warm('k', target);
    expect(await readdir(target)).toEqual(['object']);
  });

  it('is not believed after a day, and its cache still serves', async () => {
    await memory().keep('k', facts(), cache);
    clock.advance(MEMORY_LIMITS.believedSeconds + 1);
    expect(await memory().recall('k')).toBeNull();
    await memory().warm('k', join(folder.path, 'target'));
    expect(await readdir(join(folder.path, 'target'))).toEqual(['object']);
  });

  it('is brought up to date only for the same state of the project', async () => {
    await memory().keep('k', facts(), cache);
    await memory().update('k', { ...facts(), reached: new Map() });
    expect((await memory().recall('k'))?.reached.size).toBe(0);
    await memory().update('k', facts('other'));
    expect(await memory().recall('k')).toMatchObject({ digest: 'd', reached: new Map() });
  });

  it('is nothing where nothing was kept, or it cannot be read', async () => {
    expect(await memory().recall('k')).toBeNull();
    await mkdir(join(kept, 'k'), { recursive: true });
    await writeFile(join(kept, 'k', 'project.json'), '{"version": 1, "dig');
    expect(await memory().recall('k')).toBeNull();
    await memory().warm('k', join(folder.path, 'target'));
  });

  it('is done without when it cannot be written', async () => {
    await writeFile(kept, 'a file where the folder would be');
    await memory().keep('k', facts(), cache);
    expect(await memory().recall('k')).toBeNull();
  });

  it('goes when it is old, and the oldest go when there are many', async () => {
    await memory().keep('old', facts(), cache);
    clock.advance(MEMORY_LIMITS.keptSeconds + 1);
    for (let index = 0; index < MEMORY_LIMITS.projects + 2; index += 1) {
      clock.advance(1);
      await memory().keep(`k${index}`, facts(), cache);
    }
    const names = await readdir(kept);
    expect(names).toHaveLength(MEMORY_LIMITS.projects);
    expect(names).not.toContain('old');
    expect(names).not.toContain('k1');
    expect(names).toContain('k2');
  });

  it('sweeps what was left unfinished, but not what another process is writing', async () => {
    await mkdir(join(kept, 'k.new-abc'), { recursive: true });
    // A folder made now lies in the future of the clock of this test.
    await memory().keep('k', facts(), cache);
    expect((await readdir(kept)).sort()).toEqual(['k', 'k.new-abc']);
    clock.advance(Date.now() / 1000 + MEMORY_LIMITS.unfinishedSeconds);
    await memory().keep('k', facts(), cache);
    expect(await readdir(kept)).toEqual(['k']);
  });
});
