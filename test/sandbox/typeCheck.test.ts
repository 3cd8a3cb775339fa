import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../src/base/clock';
import { TypeChecker } from '../../src/verification/typeCheck';
import { START_SECONDS } from '../../src/verification/limits';
import { createVerifier } from '../../src/verification/verifier';
import { candidateOf } from '../support/candidates';
import { withoutWrapper } from '../support/confinement';
import { distScript } from '../support/dist';
import { temporaryFolder } from '../support/temporaryFolder';

const checkers: TypeChecker[] = [];
function open(script = distScript('type-check.js'), clock: Clock = systemClock): TypeChecker {
  const checker = new TypeChecker(script, clock);
  checkers.push(checker);
  return checker;
}

/** Types that take longer than anybody waits: a union that doubles with every level. */
const ENDLESS = `type Grow<N extends unknown[], T = 0> = N['length'] extends 40 ? T : Grow<[...N, 0], { a: T } | { b: T }>;
type Deep = Grow<[]>;
function f(x: Deep): Deep & { c: 1 } { return x; }
const g = (x: Deep | { z: Deep }): Deep => x;`;

describe('the type checker', () => {
  afterEach(() => Promise.all(checkers.splice(0).map((checker) => checker.dispose())));

  it('tells what is wrong, and nothing of Python', async () => {
    const checker = open();
    const [fits, wrong, python] = await Promise.all([
      checker.check(candidateOf('typescript', 'export const f = (x: number): number => x;', 'f')),
      checker.check(candidateOf('typescript', 'export const f = (x: number): string => x;', 'f')),
      checker.check(candidateOf('python', 'def f(x): return y', 'f')),
    ]);
    expect(fits).toEqual({ problems: [] });
    expect(wrong).toMatchObject({ problems: [{ line: 1, message: expect.stringContaining('not assignable') as string }] });
    expect(python).toBeNull();
  });

  it('says nothing of types that never end, and goes on with the next', async () => {
    let timers = 0;
    // The start, the first check, the start again and the last check have all the time they need; the second check has none.
    const clock: Clock = { ...systemClock, schedule: (_, callback) => {
      timers += 1;
      return timers === 3 ? systemClock.schedule(0, callback) : () => undefined;
    } };
    const checker = open(distScript('type-check.js'), clock);
    expect(await checker.check(candidateOf('typescript', 'const f = 1;', 'f'))).toEqual({ problems: [] });
    expect(await checker.check(candidateOf('typescript', ENDLESS, 'f'))).toBeNull();
    expect((await checker.check(candidateOf('typescript', 'const f: string = 1;', 'f')))?.problems).toHaveLength(1);
  });

  it('ends a check that is cancelled', async () => {
    const checker = open();
    const cancel = new AbortController();
    const report = checker.check(candidateOf('typescript', ENDLESS, 'f'), cancel.signal);
    cancel.abort();
    expect(await report).toBeNull();
  });

  it('keeps nobody who cancels waiting for the one before', async () => {
    const checker = open(distScript('type-check.js'), { ...systemClock, schedule: () => () => undefined });
    const endless = checker.check(candidateOf('typescript', ENDLESS, 'f'));
    const cancel = new AbortController();
    const waiting = checker.check(candidateOf('typescript', 'const f = 1;', 'f'), cancel.signal);
    cancel.abort();
    expect(await waiting).toBeNull();
    await checker.dispose();
    expect(await endless).toBeNull();
  });

  it("keeps no verdict waiting beyond the caller's time", async () => {
    const folder = await temporaryFolder();
    const silent = join(folder.path, 'silent.js');
    await writeFile(silent, "process.on('disconnect', () => process.exit(0));");
    const clock: Clock = { ...systemClock, schedule: (seconds, callback) => (seconds < START_SECONDS ? systemClock.schedule(seconds, callback) : () => undefined) };
    const verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), typeCheckScript: silent, clock, probe: withoutWrapper });
    try {
      const verdict = await verifier.verify(candidateOf('typescript', 'const f = 1;', 'f'), [], { maxSeconds: 1 });
      expect(verdict.types).toBeUndefined();
    } finally {
      await verifier.dispose();
      await folder.dispose();
    }
  });

  it('says nothing where its process does not start', async () => {
    expect(await open(distScript('no-such-script.js')).check(candidateOf('typescript', 'const f = 1;', 'f'))).toBeNull();
  });
});
