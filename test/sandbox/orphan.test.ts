import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candidateOf } from '../support/candidates';
import { distScript } from '../support/dist';
import { temporaryFolder } from '../support/temporaryFolder';

/**
 * A parent that starts to verify an endless loop. Its sandbox shares the parent's standard error, so
 * that this pipe closes when both are gone; it says `running` when the loop has begun.
 */
function parentSource(language: 'python' | 'javascript', code: string): string {
  return `
    import childProcess from 'node:child_process';
    import { systemClock } from './src/base/clock';
    import { createVerifier } from './src/verification/verifier';
    const { fork } = childProcess;
    childProcess.fork = (script, given, options) => {
      const child = fork(script, given, { ...options, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
      child.on('message', (message) => { if (message.type === 'loaded') process.stdout.write('running'); });
      return child;
    };
    const verifier = createVerifier({
      pythonScript: ${JSON.stringify(distScript('sandbox-python.js'))},
      javascriptScript: ${JSON.stringify(distScript('sandbox-javascript.js'))},
      clock: systemClock,
      limits: { stepSeconds: 1e6, candidateSeconds: 1e6 },
    });
    const example = { id: 'ex1', kind: 'assert', line: 1, label: '', expression: 'f()', expected: { type: 'truthy' } };
    void verifier.verify(${JSON.stringify(candidateOf(language, code, 'f'))}, [example]);
  `;
}

describe('a sandbox whose parent is killed', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(() => folder.dispose());

  it.each([
    ['python', 'def f():\n    while True: pass'],
    ['python', 'def f():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass'],
    ['javascript', 'function f() { for (;;) {} }'],
  ] as const)('dies although its candidate never returns: %s %s', async (language, code) => {
    const script = join(folder.path, 'parent.js');
    await build({ stdin: { contents: parentSource(language, code), resolveDir: process.cwd(), loader: 'ts' }, bundle: true, platform: 'node', outfile: script, logLevel: 'error' });
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] });
    parent.stderr.resume();
    const sandboxGone = once(parent.stderr, 'end');
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe('running');
    parent.kill('SIGKILL');
    await sandboxGone;
  });
});
