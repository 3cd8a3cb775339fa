import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { killNodeChild, startNodeChild } from '../../src/base/nodeChild';
import type { Confinement, PlainCommand } from '../../src/verification/isolation';
import { findHole } from '../../src/verification/isolation/probe';
import type { Example, Language, Verdict } from '../../src/verification/types';
import { createVerifier, type SandboxVerifier, type VerifierOptions } from '../../src/verification/verifier';
import { candidateOf } from '../support/candidates';
import { requiredWrapper, withoutWrapper } from '../support/confinement';
import { distScript } from '../support/dist';
import { temporaryFolder } from '../support/temporaryFolder';

const EXAMPLES: readonly Example[] = [{ id: 'ex1', kind: 'assert', line: 1, label: '', expression: 'f(1) == 2', expected: { type: 'truthy' } }];
const RIGHT: Readonly<Record<Language, string>> = { python: 'def f(x):\n    return x + 1', javascript: 'const f = (x) => x + 1;', typescript: 'const f = (x: number): number => x + 1;' };

let wrapper: Confinement;
beforeAll(async () => {
  wrapper = await requiredWrapper();
});

/** The wrapper with its command changed: what a mistake in it, or another version, could be like. */
function changed(change: (args: readonly string[]) => readonly string[]): Confinement {
  return {
    ...wrapper,
    confine: (command, paths): PlainCommand => {
      const whole = wrapper.confine(command, paths);
      return { ...whole, args: change(whole.args) };
    },
  };
}

describe.runIf(process.platform === 'linux')('the probe of a wrapper', () => {
  const before = (mark: string, added: readonly string[]) => (args: readonly string[]) => args.flatMap((arg) => (arg === mark ? [...added, arg] : [arg]));
  const without = (...left: readonly string[]) => (args: readonly string[]) => args.filter((arg) => !left.includes(arg));

  it('finds no hole in the one that is used', async () => {
    expect(await findHole(wrapper, systemClock)).toBeNull();
  });

  it('finds out one that changes nothing', async () => {
    const hole = await findHole({ ...wrapper, confine: (command) => command }, systemClock);
    expect(hole).toMatch(/could read a file of yours, list a folder of yours, change a file of yours, add a file of its own/);
    expect(hole).toContain('connect to a port of this machine');
    expect(hole).toContain('see the process that started it');
  });

  it.each([
    ['the network', before('--hostname', ['--share-net']), 'connect to a port of this machine'],
    ['reading of all files', before('--remount-ro', ['--ro-bind', '/', '/']), 'read a file of yours'],
    ['writing of all files', before('--chdir', ['--bind', '/', '/']), 'change a file of yours'],
    ['the processes of all', before('--chdir', ['--ro-bind', '/proc', '/proc']), 'see the process that started it'],
    ['namespaces within', without('--disable-userns'), 'make namespaces of its own'],
  ])('finds out one that lets through %s', async (_, change, words) => {
    expect(await findHole(changed(change), systemClock)).toContain(words);
  });

  it('finds out one that starts no program, with its words', async () => {
    expect(await findHole(changed(() => ['--no-such-option']), systemClock)).toMatch(/^it starts no program: .*no-such-option/);
  });
});

describe('the level of a verdict', () => {
  const opened: SandboxVerifier[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((verifier) => verifier.dispose()));
  });

  function verifierOf(options: Partial<VerifierOptions>): SandboxVerifier {
    const verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock, ...options });
    opened.push(verifier);
    return verifier;
  }

  const verify = (verifier: SandboxVerifier, language: Language = 'javascript', virgin = false): Promise<Verdict> => verifier.verify(candidateOf(language, RIGHT[language], 'f'), EXAMPLES, { virgin });

  it.each(['python', 'javascript', 'typescript'] as const)('is isolated where the wrapper is used: %s', async (language) => {
    const verifier = verifierOf({ minimumIsolation: 'isolated' });
    await verifier.warmUp(language);
    for (const virgin of [false, true]) {
      const verdict = await verify(verifier, language, virgin);
      expect(verdict, verdict.reason).toMatchObject({ status: 'passed', isolation: { level: 'isolated', description: expect.stringContaining('WebAssembly') as string } });
    }
  });

  it('is contained without a wrapper, and says why', async () => {
    const verdict = await verify(verifierOf({ probe: withoutWrapper }));
    expect(verdict).toMatchObject({ status: 'passed', isolation: { level: 'contained', description: expect.stringContaining('not isolated by the operating system: the test asked for none') as string } });
  });

  it('is never that of a wrapper in which a sandbox was started before it was tried, and which does not hold', async () => {
    const verifier = verifierOf({ likely: wrapper, probe: withoutWrapper });
    const verdicts = [await verify(verifier), await verify(verifier, 'javascript', true)];
    expect(verdicts.map(({ status, isolation: { level } }) => [status, level])).toEqual([['passed', 'contained'], ['passed', 'contained']]);
    expect(await verify(verifierOf({ likely: wrapper, probe: withoutWrapper, minimumIsolation: 'isolated' }))).toMatchObject({ status: 'inconclusive', isolation: { level: 'static' } });
  });

  it('is asked for in vain without a wrapper: nothing runs, and the verdict says what to do', async () => {
    const verifier = verifierOf({ probe: withoutWrapper, minimumIsolation: 'isolated', pythonScript: '/nonexistent.js', javascriptScript: '/nonexistent.js' });
    await verifier.warmUp('javascript');
    const verdict = await verify(verifier);
    expect(verdict).toMatchObject({ status: 'inconclusive', isolation: { level: 'static' }, reason: expect.stringMatching(/the test asked for none.*--min-isolation contained/) as string });
    expect(await verifier.fingerprint(candidateOf('javascript', RIGHT.javascript, 'f'), ['f(1)'])).toMatchObject({ outcomes: [null] });
  });

  const GONE: readonly [string, () => Confinement][] = [
    ['has disappeared', () => ({ ...wrapper, confine: (command, paths) => ({ ...wrapper.confine(command, paths), file: '/nonexistent/bwrap' }) })],
    ['fails', () => changed(() => ['--no-such-option'])],
    ['has no effect', () => ({ ...wrapper, confine: (command) => command })],
  ];

  it.each(GONE)('goes down with a reason when the wrapper %s', async (_, broken) => {
    const verifier = verifierOf({ probe: async () => ({ confinement: broken() }) });
    await verifier.warmUp('javascript');
    expect(await verify(verifier)).toMatchObject({ status: 'passed', isolation: { level: 'contained', description: expect.stringContaining('worked before and does no more') as string } });
  });

  it.each(GONE)('is never lower than what is required when the wrapper %s', async (_, broken) => {
    const verifier = verifierOf({ probe: async () => ({ confinement: broken() }), minimumIsolation: 'isolated' });
    expect(await verify(verifier)).toMatchObject({ status: 'inconclusive', isolation: { level: 'static' }, reason: expect.stringContaining('does no more') as string });
  });
});

describe('candidates that wait while the wrapper stops working', () => {
  it('run nowhere else where it is required', async () => {
    const broken = changed(() => ['--no-such-option']);
    const verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock, minimumIsolation: 'isolated', probe: async () => ({ confinement: broken }) });
    try {
      const verdicts = await Promise.all(Array.from({ length: 5 }, () => verifier.verify(candidateOf('javascript', RIGHT.javascript, 'f'), EXAMPLES)));
      expect(verdicts.map(({ status, isolation: { level } }) => [status, level])).toEqual(verdicts.map(() => ['inconclusive', 'static']));
    } finally {
      await verifier.dispose();
    }
  });

  it('say that nothing ran of them when they are cancelled', async () => {
    const verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock, probe: async () => ({ confinement: wrapper }) });
    const cancel = new AbortController();
    try {
      const endless = candidateOf('javascript', 'function f() { for (;;) {} }', 'f');
      const checks = Array.from({ length: 2 }, () => verifier.verify(endless, EXAMPLES, { abortSignal: cancel.signal }));
      cancel.abort();
      expect((await Promise.all(checks)).map(({ status, isolation: { level } }) => [status, level])).toEqual([['inconclusive', 'static'], ['inconclusive', 'static']]);
    } finally {
      await verifier.dispose();
    }
  });

  it('need no start that is cancelled meanwhile', async () => {
    const verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock, probe: async () => ({ confinement: wrapper }) });
    try {
      await expect(verifier.warmUp('python', undefined, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    } finally {
      await verifier.dispose();
    }
  });
});

describe('a sandbox that is started without its flags', () => {
  it.each(['sandbox-python.js', 'sandbox-javascript.js'])('says what it could do: %s', async (name) => {
    const child = startNodeChild(distScript(name), { cwd: dirname(distScript(name)) });
    try {
      const [message] = (await once(child, 'message')) as [unknown];
      expect(message).toMatchObject({ type: 'ready', self: { open: ['read files', 'write files', 'start processes'] } });
    } finally {
      killNodeChild(child);
    }
  });

  it('says so when the network was not taken away', async () => {
    const folder = await temporaryFolder();
    const script = join(folder.path, 'open.js');
    await build({ stdin: { contents: "import { openChannel } from './src/verification/sandbox/channel'; openChannel().listen(() => undefined);", resolveDir: process.cwd(), loader: 'ts' }, bundle: true, platform: 'node', outfile: script, logLevel: 'error' });
    const child = startNodeChild(script);
    try {
      const [message] = (await once(child, 'message')) as [unknown];
      expect(message).toMatchObject({ self: { open: expect.arrayContaining(['connect to others', 'listen for others', 'send to others']) as unknown } });
    } finally {
      killNodeChild(child);
      await folder.dispose();
    }
  });
});
