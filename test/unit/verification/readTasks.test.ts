import { describe, expect, it } from 'vitest';
import { functionsNotChecked, readTasks } from '../../../src/verification/task';

const PYTHON = `from math import isclose

def double(x: int) -> int:
    """
    >>> double(2)
    4
    """
    return x * 2

def is_sorted(xs):
    """
    >>> is_sorted([1, 2])
    True
    """
    return xs == sorted(xs)

def my_sort(xs):
    """
    >>> is_sorted(my_sort([3, 1]))
    True
    """
    return sorted(xs)

def helper(x):
    return x

assert double(3) == 6
`;

const OPEN = `def root(x):
    """
    >>> root(4)
    2
    """
    return 2

def flip(x):
    """
    >>> flip(a.b).c
    3
    """
    return x

def bare(x):
    return x

class Stack:
    def __init__(self):
        pass
    def push(self, x):
        """
        >>> Stack().push(1)
        1
        """
        return x

def twice(x):
    """
    >>> twice(2)
    4
    """
    return 2 * x
`;

const TYPESCRIPT = `/** half(4) === 2 */
export function half(x: number): number { return x / 2; }

/**
 * twice(half(4)) === 4
 * twice(twice(1)) === 4
 */
export const twice = (x: number): number => x * 2;
`;

const labels = async (text: string, options: Parameters<typeof readTasks>[1]): Promise<readonly (readonly [string | null, readonly string[]])[]> =>
  (await readTasks(text, options)).map(({ functionName, examples }) => [functionName, examples.map(({ label }) => label)]);

describe('a text with many functions', () => {
  it('is a task for each function that has examples of its own', async () => {
    expect(await labels(PYTHON, { fileName: 'a.py' })).toEqual([
      ['double', ['double(2) == 4', 'double(3) == 6']],
      ['is_sorted', ['is_sorted([1, 2]) == True']],
      ['my_sort', ['is_sorted(my_sort([3, 1])) == True']],
    ]);
  });

  it('has the examples of comments above a function with that function', async () => {
    expect(await labels(TYPESCRIPT, { fileName: 'a.ts' })).toEqual([
      ['half', ['half(4) === 2']],
      ['twice', ['twice(half(4)) === 4', 'twice(twice(1)) === 4']],
    ]);
  });

  it('is the one task that is asked for by name', async () => {
    expect((await labels(PYTHON, { fileName: 'a.py', functionName: 'my_sort' })).map(([name]) => name)).toEqual(['my_sort']);
  });

  it('leaves out what was not understood of other functions and of classes', async () => {
    const tasks = await readTasks(OPEN, { fileName: 'a.py', functionName: 'root' });
    expect(tasks).toMatchObject([{ functionName: 'root', notUnderstood: [] }]);
    expect(await readTasks(OPEN, { fileName: 'a.py' })).toMatchObject([{ functionName: 'root', notUnderstood: [] }, { functionName: 'twice', notUnderstood: [] }]);
  });

  it('names the functions and methods that no task is for, and why', async () => {
    const options = { fileName: 'a.py' };
    expect(await functionsNotChecked(await readTasks(OPEN, options), options)).toEqual([
      { name: 'flip', reason: 'its example is not understood: flip(a.b).c 3: nothing defines `a`' },
      { name: 'bare', reason: 'no example' },
      { name: 'Stack.push', reason: 'a method' },
    ]);
    const asked = { ...options, functionName: 'root' };
    expect(await functionsNotChecked(await readTasks(OPEN, asked), asked)).toEqual([]);
  });

  it('knows methods of TypeScript', async () => {
    const options = { fileName: 'a.ts' };
    const text = `${TYPESCRIPT}export class Stack { constructor() {} push(x: number): void {} #own(): void {} }\n`;
    expect(await functionsNotChecked(await readTasks(text, options), options)).toEqual([{ name: 'Stack.push', reason: 'a method' }]);
  });

  it.each([
    ['one function', 'def f(x):\n    """\n    >>> f(1)\n    2\n    """\n', ['f']],
    ['a helper without examples', 'def g(x):\n    return x\n\ndef f(x):\n    """\n    >>> f(1)\n    2\n    """\n', ['f']],
    ['a last function without examples', 'def f(x):\n    """\n    >>> f(1)\n    2\n    """\n\ndef main():\n    f(2)\n', ['f']],
    ['words', 'Write a function f(x) that doubles x. f(1) == 2', ['f']],
  ])('is one task where it is %s', async (_, text, names) => {
    expect((await labels(text, { language: 'python' })).map(([name]) => name)).toEqual(names);
  });
});
