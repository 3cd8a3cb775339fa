import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { readTask } from '../../src/verification/task';
import type { Language, Verdict } from '../../src/verification/types';
import { createVerifier, type SandboxVerifier } from '../../src/verification/verifier';
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
      limits: { stepSeconds: 2 },
    });
  });
  afterAll(() => verifier.dispose());

  async function verify(language: Language, code: string): Promise<Verdict> {
    const task = await readTask(language === 'python' ? PYTHON_TASK : TYPESCRIPT_TASK, { language });
    return verifier.verify({ id: 'c', language, code }, task.examples);
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

  it('stops when it is cancelled, and works again afterwards', async () => {
    const abort = new AbortController();
    const task = await readTask(PYTHON_TASK, { language: 'python' });
    const verdict = verifier.verify({ id: 'c', language: 'python', code: 'def double(x):\n    while True: pass' }, task.examples, { abortSignal: abort.signal });
    abort.abort();
    expect((await verdict).status).toBe('inconclusive');
    expect((await verify('python', 'def double(x):\n    return x + x')).status).toBe('passed');
  });
});
