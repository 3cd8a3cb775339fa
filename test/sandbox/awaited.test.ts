import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { assembleProgram, readTask } from '../../src/verification/task';
import type { Language, Verdict } from '../../src/verification/types';
import { confirmVerdict, createVerifier, type SandboxVerifier } from '../../src/verification/verifier';
import { distScript } from '../support/dist';

const PYTHON = 'async def double(x):\n    """Twice x.\n\n    >>> await double(2)\n    4\n    >>> asyncio.run(double(-1))\n    Traceback (most recent call last):\n    ValueError: negative\n    """\n';
const SCRIPT = '/**\n * Twice x.\n * double(2) // => 4\n */\nexport async function double(x) {\n}\nawait assert.rejects(double(-1), RangeError);\n';
const TASKS: Readonly<Record<Language, string>> = { python: PYTHON, javascript: SCRIPT, typescript: SCRIPT.replace('(x)', '(x: number): Promise<number>') };

const PYTHON_CHECK = '    if x < 0: raise ValueError("negative")\n';
const SCRIPT_CHECK = 'if (x < 0) throw new RangeError("negative");';

describe('functions that are awaited', () => {
  let verifier: SandboxVerifier;
  beforeAll(() => {
    verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock, limits: { exampleSeconds: 2 } });
  });
  afterAll(() => verifier.dispose());

  async function verify(language: Language, code: string): Promise<Verdict> {
    const task = await readTask(TASKS[language], { language });
    expect(task.examples).toHaveLength(2);
    const { program } = await assembleProgram(task, code);
    return verifier.verify({ id: 'c', language, code, program }, task.examples);
  }

  it.each([
    ['python', 'at once', `async def double(x):\n${PYTHON_CHECK}    return x * 2`, 'passed'],
    ['python', 'after sleeping', `import asyncio\nasync def double(x):\n    await asyncio.sleep(3600)\n${PYTHON_CHECK}    return x * 2`, 'passed'],
    ['python', 'by tasks at the same time', `import asyncio\nasync def half(x):\n    await asyncio.sleep(x)\n    return x\nasync def double(x):\n${PYTHON_CHECK}    async with asyncio.TaskGroup() as group:\n        tasks = [group.create_task(half(x)) for _ in range(2)]\n    return sum(await asyncio.gather(*tasks))`, 'passed'],
    ['python', 'with a time limit that is over first', `import asyncio\nasync def double(x):\n${PYTHON_CHECK}    try:\n        await asyncio.wait_for(asyncio.Event().wait(), 60)\n    except asyncio.TimeoutError:\n        return x * 2`, 'passed'],
    ['python', 'in what stands for a thread', `import asyncio\nasync def double(x):\n${PYTHON_CHECK}    return await asyncio.to_thread(lambda: x * 2)`, 'passed'],
    ['python', 'wrong', `async def double(x):\n${PYTHON_CHECK}    return x * x + 1`, 'failed'],
    ['python', 'not asynchronous', `def double(x):\n${PYTHON_CHECK}    return x * 2`, 'failed'],
    ['python', 'never', 'import asyncio\nasync def double(x):\n    await asyncio.get_running_loop().create_future()', 'timed-out'],
    ['python', 'for ever busy', 'import asyncio\nasync def double(x):\n    while True: await asyncio.sleep(0)', 'timed-out'],
    ['python', 'over the network', 'import asyncio\nasync def double(x):\n    await asyncio.open_connection("127.0.0.1", 9)\n    return x * 2', 'failed'],
    ['python', 'an object that equals all', 'class Any:\n    def __eq__(self, other): return True\nasync def double(x):\n    return Any()', 'failed'],
    ['javascript', 'at once', `async function double(x) { ${SCRIPT_CHECK} return x * 2; }`, 'passed'],
    ['javascript', 'after a timer', `async function double(x) { await new Promise((done) => setTimeout(done, 3600000)); ${SCRIPT_CHECK} return x * 2; }`, 'passed'],
    ['javascript', 'by the first of two timers', `async function double(x) { ${SCRIPT_CHECK} const later = (ms, v) => new Promise((done) => { setTimeout(done, ms, v); }); return Promise.race([later(20, 0), later(10, x * 2)]); }`, 'passed'],
    ['javascript', 'after several beats', `function double(x) { return new Promise((done, fail) => { if (x < 0) { fail(new RangeError()); return; } let beats = 0; const id = setInterval(() => { beats += 1; if (beats === 2) { clearInterval(id); done(x * beats); } }, 5); }); }`, 'passed'],
    ['javascript', 'wrong', `async function double(x) { ${SCRIPT_CHECK} return x; }`, 'failed'],
    ['javascript', 'not asynchronous', `function double(x) { ${SCRIPT_CHECK} return x * 2; }`, 'failed'],
    ['javascript', 'never', 'function double(x) { return new Promise(() => {}); }', 'timed-out'],
    ['javascript', 'for ever busy', 'async function double(x) { for (;;) await null; }', 'timed-out'],
    ['javascript', 'for ever waiting', 'async function double(x) { for (;;) await new Promise((done) => setTimeout(done, 1000)); }', 'timed-out'],
    ['javascript', 'something like a promise', 'function double(x) { return { then(done) { done(4); } }; }', 'failed'],
    ['javascript', 'with patched promises', 'Promise.prototype.then = function (done) { done(4); return this; }; async function double(x) { return 5; }', 'failed'],
    ['typescript', 'at once', `export async function double(x: number): Promise<number> { ${SCRIPT_CHECK} return x * 2; }`, 'passed'],
  ] as const)('%s, %s', async (language, _how, code, status) => {
    const verdict = await verify(language, code);
    expect(verdict.status, verdict.reason).toBe(status);
  });

  it('says of what never comes that it never ends, and judges the next candidate', async () => {
    expect((await verify('javascript', 'function double(x) { return new Promise(() => {}); }')).reason).toContain('never ends: what it awaits never comes');
    expect((await verify('python', 'import asyncio\nasync def double(x):\n    await asyncio.Event().wait()')).reason).toContain('never ends: what it awaits never comes');
    expect((await verify('python', `async def double(x):\n${PYTHON_CHECK}    return x + x`)).status).toBe('passed');
  });

  it('compares and confirms like any other', async () => {
    const task = await readTask(TASKS.javascript, { language: 'javascript' });
    const { program } = await assembleProgram(task, `async function double(x) { ${SCRIPT_CHECK} return x * 2; }`);
    const candidate = { id: 'c', language: 'javascript', code: '', program } as const;
    expect((await confirmVerdict(verifier, candidate, task.examples, {})).status).toBe('passed');
    const { outcomes } = await verifier.fingerprint(candidate, ['await double(7)', 'await double(-7)', 'double(7)']);
    expect(outcomes).toEqual([expect.stringContaining('14') as string, 'raises:RangeError', null]);
  });

  it('takes a promise for no value where the function is not asynchronous', async () => {
    const task = await readTask('/** plain(1) === 2 */\nfunction plain(x) {\n}\n', { language: 'javascript' });
    const { program } = await assembleProgram(task, 'async function plain(x) { return x + 1; }');
    expect((await verifier.verify({ id: 'c', language: 'javascript', code: '', program }, task.examples)).status).toBe('failed');
  });

  it('runs what calls asyncio.run itself', async () => {
    const task = await readTask('def plain(x):\n    """\n    >>> plain(1)\n    2\n    """\n');
    const { program } = await assembleProgram(task, 'import asyncio\nasync def later(x):\n    await asyncio.sleep(9)\n    return x + 1\ndef plain(x):\n    return asyncio.run(later(x))\n');
    const verdict = await verifier.verify({ id: 'c', language: 'python', code: '', program }, task.examples);
    expect(verdict.status, verdict.reason).toBe('passed');
  });
});
