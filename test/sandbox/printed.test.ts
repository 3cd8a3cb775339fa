import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { assembleProgram, readTask } from '../../src/verification/task';
import type { Language, Verdict } from '../../src/verification/types';
import { createVerifier, type SandboxVerifier } from '../../src/verification/verifier';
import { distScript } from '../support/dist';

const PYTHON = 'def show(n):\n    """Prints the numbers up to n.\n\n    >>> show(2)\n    1\n    2\n    >>> show(1)\n    1\n    """\n';
const SCRIPT = "/**\n * Prints each value to the console.\n * >>> logAll(['a', 2, [1, 'b'], { c: null }])\n * a\n * 2\n * [ 1, 'b' ]\n * { c: null }\n */\nfunction logAll(xs) {\n}\n";

describe('what a call prints', () => {
  let verifier: SandboxVerifier;
  beforeAll(() => {
    verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock });
  });
  afterAll(() => verifier.dispose());

  async function verify(language: Language, text: string, answer: string): Promise<Verdict> {
    const task = await readTask(text, { language });
    expect(task.notUnderstood).toEqual([]);
    return verifier.verify({ id: 'c', language, ...(await assembleProgram(task, answer)) }, task.examples);
  }

  it.each([
    ['prints it', 'def show(n):\n    for i in range(1, n + 1): print(i)', 'passed'],
    ['prints it in one piece, with blanks at the ends of lines', 'def show(n):\n    print(" \\n".join(str(i) for i in range(1, n + 1)))', 'passed'],
    ['writes it to the stream', 'import sys\ndef show(n):\n    for i in range(1, n + 1): sys.stdout.write(f"{i}\\n")', 'passed'],
    ['prints something else', 'def show(n):\n    for i in range(n): print(i)', 'failed'],
    ['prints nothing', 'def show(n):\n    return None', 'failed'],
    ['prints it at another time', 'for i in (1, 2): print(i)\ndef show(n):\n    return None', 'failed'],
    ['prints it where nobody looks', 'import sys\ndef show(n):\n    sys.stdout = sys.stderr\n    for i in range(1, n + 1): print(i)', 'failed'],
  ] as const)('in Python: %s', async (_, answer, status) => {
    const verdict = await verify('python', PYTHON, answer);
    expect(verdict.status, verdict.reason).toBe(status);
  });

  it('in Python: a value that is shown is returned or printed, and one that is returned counts', async () => {
    const task = 'def one(n):\n    """Prints or returns n.\n\n    >>> one(1)\n    1\n    """\n';
    expect((await verify('python', task, 'def one(n):\n    return n')).status).toBe('passed');
    expect((await verify('python', task, 'def one(n):\n    print(n)')).status).toBe('passed');
    expect(await verify('python', task, 'def one(n):\n    print(1)\n    return 2')).toMatchObject({ status: 'failed', reason: 'one(1) gave 2, should be 1' });
  });

  it.each([
    ['logs it', 'function logAll(xs) { for (const x of xs) console.log(x); }', 'passed'],
    ['logs something else', 'function logAll(xs) { console.log(xs.length); }', 'failed'],
    ['logs with a console of its own', 'const console = { log() {} };\nfunction logAll(xs) { for (const x of xs) console.log(x); }', 'failed'],
  ] as const)('in JavaScript: %s', async (_, answer, status) => {
    const verdict = await verify('javascript', SCRIPT, answer);
    expect(verdict.status, verdict.reason).toBe(status);
  });

  it('is shown, and a flood of it is cut', async () => {
    const verdict = await verify('python', PYTHON, 'def show(n):\n    for i in range(20000): print("PASSED")');
    expect(verdict).toMatchObject({ status: 'failed' });
    expect(verdict.results[0]?.actual).toMatch(/^prints 'PASSED\\nPASSED.*…$/);
  });
});
