import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candidateOf } from '../support/candidates';
import { LEVELS } from '../support/confinement';
import { distScript } from '../support/dist';
import { temporaryFolder } from '../support/temporaryFolder';

/**
 * A parent that starts to verify an endless loop. Its sandbox shares the parent's standard error, so
 * that this pipe closes when both are gone; it says `running` when the loop has begun.
 */
function parentSource(language: 'python' | 'javascript', code: string, level: (typeof LEVELS)[number]): string {
  return `
    import childProcess from 'node:child_process';
    import { systemClock } from './src/base/clock';
    import { createVerifier } from './src/verification/verifier';
    const { fork, spawn } = childProcess;
    const watched = (start) => (file, given, options) => {
      const child = start(file, given, { ...options, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
      child.on('message', (message) => { if (message.type === 'loaded') process.stdout.write('running'); });
      return child;
    };
    // Plain sandboxes are forked; in a wrapper, it is what is spawned. The probe has no channel.
    childProcess.fork = watched(fork);
    childProcess.spawn = (file, given, options) => (options.stdio.includes('ipc') ? watched(spawn) : spawn)(file, given, options);
    const verifier = createVerifier({
      pythonScript: ${JSON.stringify(distScript('sandbox-python.js'))},
      javascriptScript: ${JSON.stringify(distScript('sandbox-javascript.js'))},
      clock: systemClock,
      limits: { exampleSeconds: 1e6, candidateSeconds: 1e6 },
      ${level === 'contained' ? "probe: async () => ({ confinement: null, reason: 'the test asked for none' })," : "minimumIsolation: 'isolated',"}
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

  it.each(LEVELS.flatMap((level) => ([
    ['python', 'def f():\n    while True: pass'],
    ['python', 'def f():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass'],
    ['javascript', 'function f() { for (;;) {} }'],
  ] as const).map(([language, code]) => [level, language, code] as const)))('dies although its candidate never returns: %s, %s %s', async (level, language, code) => {
    const script = join(folder.path, 'parent.js');
    await build({ stdin: { contents: parentSource(language, code, level), resolveDir: process.cwd(), loader: 'ts' }, bundle: true, platform: 'node', outfile: script, logLevel: 'error' });
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] });
    parent.stderr.resume();
    const sandboxGone = once(parent.stderr, 'end');
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe('running');
    parent.kill('SIGKILL');
    await sandboxGone;
  });
});
