import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { DEFAULT_RESOURCE_LIMITS, type ResourceLimits } from '../../src/verification/limits';
import { residentMiB } from '../../src/verification/sandbox/limits';
import type { Example, Language } from '../../src/verification/types';
import { createVerifier } from '../../src/verification/verifier';
import { candidateOf } from '../support/candidates';
import { distScript } from '../support/dist';

const EXAMPLES: readonly Example[] = [
  { id: 'ex1', kind: 'assert', line: 1, label: '', expression: 'f(1)', expected: { type: 'value', source: '1', value: ['float', '1'] } },
];

describe('a candidate that takes memory without bound', () => {
  const verifier = createVerifier({
    pythonScript: distScript('sandbox-python.js'),
    javascriptScript: distScript('sandbox-javascript.js'),
    clock: systemClock,
    // Long enough for the slowest of them to reach the limit of memory, not that of time.
    limits: { exampleSeconds: 30, candidateSeconds: 50 },
  });
  afterAll(() => verifier.dispose());

  const verify = (language: Language, code: string) => verifier.verify(candidateOf(language, code, 'f'), EXAMPLES);

  it.each([
    ['python', 'def f(x):\n    a = []\n    while True: a.append(bytes(10**6))', 'MemoryError'],
    ['python', 'def f(x):\n    a = "a" * 10**9\n    return x', 'MemoryError'],
    // Files of the sandbox are outside the interpreter's memory: the watchdog sees them.
    ['python', 'def f(x):\n    with open("/tmp/fill", "wb") as file:\n        while True: file.write(bytes(10**6))', `used more than ${residentMiB(DEFAULT_RESOURCE_LIMITS.memoryMiB)} MiB`],
    ['javascript', 'function f(x) { const a = []; for (;;) a.push(new Uint8Array(1e6)); }', 'memory'],
    ['javascript', 'function f(x) { let a = "a"; for (;;) a += a + "b"; }', 'InternalError'],
  ] as const)('%s: %s', async (language, code, message) => {
    const verdict = await verify(language, code);
    expect(['failed', 'crashed']).toContain(verdict.status);
    expect(`${verdict.results[0]?.message} ${verdict.results[0]?.actual}`).toContain(message);
    const next = await verify(language, language === 'python' ? 'def f(x):\n    return x' : 'const f = (x) => x;');
    expect(next.status, next.reason).toBe('passed');
  });
});

describe('limits that a person sets', () => {
  async function verify(language: Language, code: string, limits: Partial<ResourceLimits>): Promise<string> {
    const verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock, limits });
    try {
      return (await verifier.verify(candidateOf(language, code, 'f'), EXAMPLES)).status;
    } finally {
      await verifier.dispose();
    }
  }

  it.each([
    ['python', 'def f(x):\n    a = bytes(150 * 2**20)\n    return x'],
    ['javascript', 'function f(x) { const a = []; for (let i = 0; i < 200; i += 1) a.push(new Uint8Array(2 ** 20).fill(1)); return x; }'],
  ] as const)('of memory are felt: %s', async (language, code) => {
    expect(await verify(language, code, {})).toBe('passed');
    expect(['failed', 'crashed']).toContain(await verify(language, code, { memoryMiB: 128 }));
  });

  it('of time are felt', async () => {
    const code = 'function f(x) { const end = Date.now() + 1500; while (Date.now() < end); return x; }';
    expect(await verify('javascript', code, { exampleSeconds: 0.5 })).toBe('timed-out');
    expect(await verify('javascript', code, { exampleSeconds: 10 })).toBe('passed');
  });
});
