import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { readTask } from '../../src/verification/task';
import type { Language, Verdict } from '../../src/verification/types';
import { confirmVerdict, createVerifier, type SandboxVerifier } from '../../src/verification/verifier';
import { candidateOf } from '../support/candidates';
import { distScript } from '../support/dist';

const PYTHON_TASK = 'def double(x):\n    """Twice x.\n\n    >>> double(2)\n    4\n    >>> double(-1)\n    -2\n    """\n';
const TYPESCRIPT_TASK = '/**\n * Twice x.\n * @example\n * double(2) // => 4\n */\nexport function double(x: number): number {\n}\n';

describe('the verifier with real sandboxes', () => {
  let verifier: SandboxVerifier;
  beforeAll(() => {
    verifier = createVerifier({
      pythonScript: distScript('sandbox-python.js'),
      javascriptScript: distScript('sandbox-javascript.js'),
      clock: systemClock,
      limits: { exampleSeconds: 2 },
    });
  });
  afterAll(() => verifier.dispose());

  async function verify(language: Language, code: string): Promise<Verdict> {
    const task = await readTask(language === 'python' ? PYTHON_TASK : TYPESCRIPT_TASK, { language });
    return verifier.verify(candidateOf(language, code, 'double'), task.examples);
  }

  it.each([
    ['python', 'def double(x):\n    return x * 2', 'passed'],
    ['python', 'def double(x):\n    return x * x', 'failed'],
    ['python', 'def double(x) return', 'failed'],
    ['python', 'import numpy\ndef double(x):\n    return x * 2', 'inconclusive'],
    ['python', 'def double(x):\n    while True: pass', 'timed-out'],
    ['python', 'class Any:\n    def __eq__(self, other): return True\ndef double(x):\n    return Any()', 'failed'],
    ['python', 'class Int(int):\n    def __eq__(self, other): return True\ndef double(x):\n    return Int(9)', 'failed'],
    ['python', 'import builtins\nbuiltins.type = lambda v: int\nbuiltins.len = None\ndef double(x):\n    return "4"', 'failed'],
    // Pyodide cannot start a process and ends itself.
    ['python', 'import os\ndef double(x):\n    return 4 if os.system("true") == 0 else 5', 'crashed'],
    ['python', 'def double(x):\n    return open("/etc/passwd").read()', 'failed'],
    ['python', 'import socket\ndef double(x):\n    socket.create_connection(("127.0.0.1", 9), 1)\n    return x * 2', 'failed'],
    ['python', 'from js import process\ndef double(x):\n    return x * 2', 'failed'],
    ['python', 'from pyodide.code import run_js\ndef double(x):\n    run_js("1")\n    return x * 2', 'failed'],
    ['typescript', 'export function double(x: number): number { return x * 2; }', 'passed'],
    ['typescript', 'export const double = (x: number): number => x * 2;', 'passed'],
    ['typescript', 'class Doubler { constructor(readonly by: number) {} of(x: number) { return x * this.by; } }\nexport function double(x: number) { return new Doubler(2).of(x); }', 'passed'],
    ['typescript', 'export function double(x: number): number { return x; }', 'failed'],
    ['typescript', 'export function double(x: number): number {', 'failed'],
    ['typescript', 'export function double(x: number): number { for (;;) {} }', 'timed-out'],
    ['typescript', 'JSON.stringify = () => "{}"; Array.prototype.push = () => 4; export function double(x: number) { return "4"; }', 'failed'],
    ['typescript', 'Object.prototype.toJSON = () => 4; export function double(x: number) { return [x]; }', 'failed'],
    ['typescript', 'export function double(x: number) { return process.exit(0); }', 'failed'],
  ] as const)('%s: %s is %s', async (language, code, status) => {
    const verdict = await verify(language, code);
    expect(verdict.status, verdict.reason).toBe(status);
  });

  it('judges the next candidate on its own after each of them', async () => {
    expect((await verify('python', 'def double(x):\n    return x + x')).status).toBe('passed');
    expect(await verify('typescript', 'function double(x) { return x + x; }')).toMatchObject({ status: 'passed', reason: 'passes 1 of 1 example' });
  });

  it.each([
    ['python', 'class A: pass\ndef f(x): return [x, A()] if x else [x]'],
    ['typescript', 'function f(x: number) { return x ? [x, () => x] : [x]; }'],
  ] as const)('does not know what a result of an unknown type is like: %s', async (language, code) => {
    const { outcomes } = await verifier.fingerprint(candidateOf(language, code, 'f'), ['f(0)', 'f(1)']);
    expect(outcomes).toEqual([expect.any(String), null]);
  });

  it.each([
    ['python', 'import time\ndef double(x):\n    end = time.monotonic() + 2.5\n    while x == 2 and time.monotonic() < end: pass\n    return x * 2'],
    ['typescript', 'function double(x: number) { const end = Date.now() + 2500; while (Date.now() < end); return x * 2; }'],
  ] as const)('looks again, with more time and alone, at what took a little too long: %s', async (language, code) => {
    expect((await verify(language, code)).status).toBe('passed');
  });

  it.each([
    ['python', 'def double(x):\n    return x * 2', 'inconclusive', /^the task states no example to run$/],
    ['python', 'def double(x)\n    return x * 2', 'failed', /^the code does not load: SyntaxError/],
    ['python', 'def triple(x): return x * 3', 'failed', /has no function double/],
    ['python', 'import numpy\ndef double(x): return x', 'inconclusive', /no package numpy/],
    ['python', 'while True: pass', 'timed-out', /took too long/],
    ['typescript', 'function double(x: number) { return x * 2; }', 'inconclusive', /^the task states no example to run$/],
    ['javascript', 'function double(x) { return x *; }', 'failed', /^the code does not load: SyntaxError/],
  ] as const)('loads at least what there is no example for: %s: %s', async (language, code, status, reason) => {
    const verdict = await verifier.verify(candidateOf(language, code, 'double'), []);
    expect(verdict).toMatchObject({ status, results: [], reason: expect.stringMatching(reason) as unknown });
  });

  it.each([
    ['python', 'import random\ndef double(x):\n    return x * 2 if random.random() < 0.95 else 2'],
    ['python', 'from random import randint\ndef double(x):\n    return x * 2 if randint(1, 10) < 10 else 2'],
    ['python', 'import time\ndef double(x):\n    return x * 2 if time.time() % 7 < 6 else 2'],
    ['typescript', 'function double(x: number) { return Math.random() < 0.95 ? x * 2 : 2; }'],
    ['typescript', 'function double(x: number) { return new Date().getHours() !== 3 ? x * 2 : 2; }'],
  ] as const)('does not confirm what is right by chance or the clock: %s: %s', async (language, code) => {
    const task = await readTask(language === 'python' ? PYTHON_TASK : TYPESCRIPT_TASK, { language });
    const verdict = await confirmVerdict(verifier, candidateOf(language, code, 'double'), task.examples, {});
    expect(verdict).toMatchObject({ status: 'nondeterministic', reason: expect.stringMatching(/^it passed before: .* gave 2, should be/) as unknown });
  });

  it.each([
    ['python', 'import random, time\ndef double(x):\n    time.time()\n    return random.choice([x, x]) * 2'],
    ['python', 'import random\ndef double(x):\n    while random.random() < 0.5: pass\n    return x * 2'],
    ['typescript', 'function double(x: number) { while (Math.random() < 0.5); return new Date().getTime() > 0 ? x * 2 : 0; }'],
    ['javascript', 'const taken = new Uint8Array(80 * 2 ** 20);\nfunction double(x) { return x * 2; }'],
    ['python', 'open("/tmp/x", "w").close()\ndef double(x):\n    return x * 2'],
  ] as const)('confirms what uses chance and is right all the same: %s: %s', async (language, code) => {
    const task = await readTask(language === 'python' ? PYTHON_TASK : TYPESCRIPT_TASK, { language });
    expect(await confirmVerdict(verifier, candidateOf(language, code, 'double'), task.examples, {})).toMatchObject({ status: 'passed' });
  });

  it('says so where there is no time for all runs that confirm', async () => {
    const task = await readTask(TYPESCRIPT_TASK, { language: 'typescript' });
    const slow = 'function double(x: number) { const end = Date.now() + 700; while (Date.now() < end); return x * 2; }';
    const verdict = await confirmVerdict(verifier, candidateOf('typescript', slow, 'double'), task.examples, { runSeconds: 3 });
    expect(verdict).toMatchObject({ status: 'inconclusive', results: [{ status: 'passed' }], reason: expect.stringMatching(/^passes 1 of 1 example, but there was time for only \d of 24 further runs/) as unknown });
  });

  it('orders sets differently from one process to the next', async () => {
    const candidate = candidateOf('python', 'def f():\n    return hash("a")', 'f');
    const first = await verifier.fingerprint(candidate, ['f()'], { virgin: true });
    const second = await verifier.fingerprint(candidate, ['f()'], { virgin: true });
    expect(first.outcomes).not.toEqual(second.outcomes);
  });

  it('does not look again when the time is used up', async () => {
    const task = await readTask(TYPESCRIPT_TASK, { language: 'typescript' });
    const verdict = await verifier.verify(candidateOf('typescript', 'function double() { for (;;); }', 'double'), task.examples, { maxSeconds: 1 });
    expect(verdict.status).toBe('timed-out');
  });

  it('stops when it is cancelled, and works again afterwards', async () => {
    const abort = new AbortController();
    const task = await readTask(PYTHON_TASK, { language: 'python' });
    const verdict = verifier.verify(candidateOf('python', 'def double(x):\n    while True: pass', 'double'), task.examples, { abortSignal: abort.signal });
    abort.abort();
    expect((await verdict).status).toBe('inconclusive');
    expect((await verify('python', 'def double(x):\n    return x + x')).status).toBe('passed');
  });
});
