import { describe, expect, it } from 'vitest';
import { readTask } from '../../../src/verification/task';
import type { CodeTask, Language } from '../../../src/verification/types';

async function read(text: string, language: Language = 'python'): Promise<CodeTask> {
  return readTask(text, { language, functionName: 'f', fileName: language === 'python' ? 'a.py' : language === 'typescript' ? 'a.ts' : 'a.js' });
}

const inPython = (line: string, signature = 'def f(xs: list[int]) -> list[int]:'): string => `${signature}\n    """Does something.\n    ${line}\n    """\n`;
const inScript = (line: string): string => `/**\n * Does something.\n * ${line}\n */\nfunction f(xs: number[]): number[] {\n}\n`;

describe('properties stated in the text', () => {
  it.each([
    ['len(f(xs)) == len(xs)', 'len(f(xs)) == len(xs)', null],
    ['f(f(xs)) == f(xs)', 'f(f(xs)) == f(xs)', null],
    ['For all xs: f(f(xs)) == f(xs)', 'f(f(xs)) == f(xs)', 'all xs'],
    ['- For any list ys, sorted(f(ys)) == sorted(ys).', 'sorted(f(ys)) == sorted(ys)', 'any list ys'],
    ['It is stable: `len(f(xs)) <= len(xs)` for every list xs.', 'len(f(xs)) <= len(xs)', 'list xs'],
    ['assert all(x >= 0 for x in f(xs))', 'all(x >= 0 for x in f(xs))', null],
    ['Property: set(f(xs)) <= set(xs)', 'set(f(xs)) <= set(xs)', null],
    ['isinstance(f(xs), list) and len(f(xs)) > 0 for all non-empty xs', 'isinstance(f(xs), list) and len(f(xs)) > 0', 'non-empty xs'],
  ])('%s', async (line, expression, words) => {
    const { properties = [], notUnderstood } = await read(inPython(line));
    expect(properties).toMatchObject([{ id: 'p1', line: 3, expression }]);
    expect(properties[0]?.quantifier ?? null).toBe(words === null ? null : words.replace(/^(?:all|any) /, ''));
    expect(notUnderstood).toEqual([]);
  });

  it.each([
    ['f(f(xs)) === f(xs)', 'f(f(xs)) === f(xs)'],
    ['For all xs: f(xs).length === xs.length', 'f(xs).length === xs.length'],
    ['`f(xs).every((x) => x >= 0)` for any array xs', 'f(xs).every((x) => x >= 0)'],
  ])('in TypeScript: %s', async (line, expression) => {
    expect((await read(inScript(line), 'typescript')).properties).toMatchObject([{ expression, variables: [{ name: 'xs', parameter: 0 }] }]);
  });

  it('reads one of a doctest whose variable stands for any value, and of two arguments', async () => {
    const { properties, examples } = await read('def f(a: int, b: int) -> int:\n    """\n    >>> f(1, 2)\n    3\n    >>> f(a, b) == f(b, a)\n    True\n    """\n');
    expect(examples).toHaveLength(1);
    expect(properties).toMatchObject([{ line: 5, variables: [{ name: 'a', parameter: 0 }, { name: 'b', parameter: 1 }] }]);
  });

  it.each([
    ['f(n) == f(n - 1) + f(n - 2)', /recurrence/],
    ['For all prime n: f(n) == 1', /"prime"/],
    ['For all n: f(n) == k', /`k`/],
  ])('says why not: %s', async (line, reason) => {
    const { properties, notUnderstood } = await read(inPython(line, 'def f(n: int) -> int:'));
    expect(properties).toBeUndefined();
    expect(notUnderstood.map((each) => each.reason)).toEqual([expect.stringMatching(reason)]);
  });

  it('reads a recurrence that says from where on it holds', async () => {
    expect((await read(inPython('For all n >= 2: f(n) == f(n - 1) + f(n - 2)', 'def f(n: int) -> int:'))).properties).toMatchObject([{ quantifier: 'n >= 2' }]);
  });

  it.each([
    ['f(3) == 4'], ['f(x) is the sum of the squares.'], ['The result of f(xs) is never larger than xs.'], ['Use f(xs) if you want it sorted; f(xs) < 3 is rare'], ['>>> f([1]) == [1]'], ['xs == sorted(xs)'],
  ])('makes none of %s', async (line) => {
    expect((await read(inPython(line))).properties).toBeUndefined();
  });
});
