import { describe, expect, it } from 'vitest';
import { readTasks } from '../../../src/verification/task';

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

  it.each([
    ['one function', 'def f(x):\n    """\n    >>> f(1)\n    2\n    """\n', ['f']],
    ['a helper without examples', 'def g(x):\n    return x\n\ndef f(x):\n    """\n    >>> f(1)\n    2\n    """\n', ['f']],
    ['a last function without examples', 'def f(x):\n    """\n    >>> f(1)\n    2\n    """\n\ndef main():\n    f(2)\n', ['f']],
    ['words', 'Write a function f(x) that doubles x. f(1) == 2', ['f']],
  ])('is one task where it is %s', async (_, text, names) => {
    expect((await labels(text, { language: 'python' })).map(([name]) => name)).toEqual(names);
  });
});
