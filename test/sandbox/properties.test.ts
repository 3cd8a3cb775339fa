import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { scrutinizeVerdict } from '../../src/verification/scrutiny';
import { assembleProgram, readTask } from '../../src/verification/task';
import type { Language, Verdict } from '../../src/verification/types';
import { createVerifier, type SandboxVerifier } from '../../src/verification/verifier';
import { distScript } from '../support/dist';

let verifier: SandboxVerifier;

beforeAll(() => {
  verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock });
});

afterAll(() => verifier.dispose());

async function judge(text: string, answer: string, language: Language): Promise<Verdict> {
  const task = await readTask(text, { language, fileName: language === 'python' ? 'task.py' : 'task.ts' });
  expect(task.properties?.length).toBeGreaterThan(0);
  const { code, program } = await assembleProgram(task, answer);
  const candidate = { id: 'c', language, code, program };
  return scrutinizeVerdict(verifier, candidate, task, await verifier.verify(candidate, task.examples), { seed: 1 });
}

const SORT = 'def order(xs: list[int]) -> list[int]:\n    """\n    len(order(xs)) == len(xs)\n    For all xs: order(order(xs)) == order(xs)\n    >>> order([3, 1, 2])\n    [1, 2, 3]\n    """\n';
const ADD = 'def join(a: int, b: int) -> int:\n    """For all a, b: join(a, b) == join(b, a)\n    >>> join(2, 2)\n    4\n    """\n';
const ROOT = 'def root(n: int) -> int:\n    """For all positive n: root(n) >= 1\n    >>> root(9)\n    3\n    """\n';
const KEEP = '/**\n * `keep(xs).length <= xs.length` for all xs\n * @example\n * keep([1, 1]) // => [1]\n */\nfunction keep(xs: number[]): number[] {\n}\n';
const BARE = 'def double(n: int) -> int:\n    """For all n: double(n) == n + n"""\n';

describe('stated properties', () => {
  it.each<[name: string, task: string, answer: string, language: Language, expected: Partial<Verdict>]>([
    ['hold', SORT, 'def order(xs):\n    return sorted(xs)\n', 'python', { status: 'passed', reason: 'passes 1 of 1 example' }],
    ['find what the example does not, by the smallest input', SORT, 'def order(xs):\n    return sorted(set(xs))\n', 'python', { status: 'failed', reason: 'len(order(xs)) == len(xs) does not hold for xs = [0, 0]' }],
    ['do not let the function change what it is compared with', SORT, 'def order(xs):\n    if len(xs) != 3:\n        xs.clear()\n        return xs\n    return sorted(xs)\n', 'python', { status: 'failed' }],
    ['are about values, not about objects of the candidate', SORT, 'class Any(list):\n    def __len__(self): return 0\n    def __eq__(self, other): return True\ndef order(xs):\n    return sorted(xs) if len(xs) == 3 else Any()\n', 'python', { status: 'passed', properties: [{ propertyId: 'p1', status: 'passed', held: expect.any(Number) as number, counterexample: null }, { propertyId: 'p2', status: 'passed', held: expect.any(Number) as number, counterexample: null }] }],
    ['of two variables', ADD, 'def join(a, b):\n    return a * b if a >= b else a + b\n', 'python', { status: 'failed' }],
    ['leave out inputs that the function refuses', ADD, 'def join(a, b):\n    if a > 5 or b > 5:\n        raise ValueError\n    return a + b\n', 'python', { status: 'passed' }],
    ['hold where the words say that they do', ROOT, 'def root(n):\n    return int(n ** 0.5)\n', 'python', { status: 'passed' }],
    ['in TypeScript', KEEP, 'function keep(xs: number[]): number[] {\n  return [...new Set(xs)];\n}\n', 'typescript', { status: 'passed' }],
    ['in TypeScript, broken', KEEP, 'function keep(xs: number[]): number[] {\n  return xs.length === 2 ? [1] : [...xs, 0];\n}\n', 'typescript', { status: 'failed', reason: 'keep(xs).length <= xs.length for xs does not hold for xs = []' }],
    ['never make a task without examples pass', BARE, 'def double(n):\n    return 2 * n\n', 'python', { status: 'inconclusive' }],
    ['but make it fail', BARE, 'def double(n):\n    return n * n\n', 'python', { status: 'failed', reason: 'double(n) == n + n for n does not hold for n = 1' }],
    ['say nothing of what does not end in time', BARE, 'def double(n):\n    while True:\n        pass\n', 'python', { status: 'inconclusive' }],
  ])('%s', async (_, task, answer, language, expected) => {
    expect(await judge(task, answer, language)).toMatchObject(expected);
  });
});
