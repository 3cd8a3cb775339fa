import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReckonError } from '../../../src/base/errors';
import { readTask } from '../../../src/verification/task';
import { LANGUAGES, type CodeTask, type Language } from '../../../src/verification/types';

/** Examples of a task as `expression | outcome`. */
function summary(task: CodeTask): string[] {
  return task.examples.map(({ expression, expected }) => {
    const outcome = expected.type === 'value' ? expected.source : expected.type === 'raises' ? `!${expected.exception}` : 'truthy';
    return `${expression} | ${outcome}`;
  });
}

async function fromDocstring(lines: readonly string[], name = 'f(x, y=0)'): Promise<CodeTask> {
  return readTask(`import math\n\ndef ${name}:\n    """Does it.\n\n${lines.map((line) => `    ${line}`).join('\n')}\n    """\n`, { language: 'python' });
}

async function fromWords(text: string, language: Language = 'python', functionName = 'f'): Promise<CodeTask> {
  return readTask(text, { language, functionName });
}

describe('doctests', () => {
  it('reads values, floats, several lines and exceptions, and stops at blank lines and closing quotes', async () => {
    const task = await readTask(
      'def f(x):\n    """Doc.\n    >>> f(1)  # first\n    2.5\n    >>> f([1,\n    ...    2])\n    [1,\n     2]\n\n    Words.\n    >>> f(-1)\n    Traceback (most recent call last):\n        ...\n    ValueError: no\n    >>> f("a")\n    \'b\'"""\n',
    );
    expect(summary(task)).toEqual(['f(1) | 2.5', 'f([1, 2]) | [1,\n2]', 'f(-1) | !ValueError', 'f("a") | \'b\'']);
    expect(task.examples.map((example) => example.line)).toEqual([3, 5, 11, 15]);
    expect(task.examples[0]).toMatchObject({ id: 'ex1', kind: 'doctest', label: 'f(1) == 2.5', expected: { value: ['float', '2.5'] } });
    expect(task.notUnderstood).toEqual([]);
  });

  it('makes the lines before a call part of the expression', async () => {
    const task = await fromDocstring(['>>> a = [3, 1]', '>>> b = 2', '>>> f(a, b)', '[1, 3]']);
    expect(summary(task)).toEqual(['(lambda a: (lambda b: f(a, b))(2))([3, 1]) | [1, 3]']);
  });

  it('reads what print shows, comparisons, and None where nothing is shown', async () => {
    const task = await fromDocstring(['>>> print(f(1))', '1 2', '>>> f(2) == 3', '>>> sorted(f(3))', '[1]', '', '>>> f(4)', '']);
    expect(summary(task)).toEqual(['str(f(1)) | 1 2', 'f(2) | 3', 'sorted(f(3)) | [1]', 'f(4) | None']);
  });

  it('says what it does not understand', async () => {
    const task = await fromDocstring(['>>> for i in range(3):', '...     f(i)', '1', '', '>>> f(undefined_name)', '3', '', '>>> f(1)', '<object at 0x1>']);
    expect(task.examples).toEqual([]);
    expect(task.notUnderstood.map(({ line }) => line)).toEqual([6, 10, 13]);
    expect(task.notUnderstood.every(({ reason, text }) => reason !== '' && text !== '')).toBe(true);
  });

  it.each([
    ['another function', ['>>> g(1)', '3'], 'it calls `g`, not f'],
    ['a method', ['>>> Stack().push(1)', '1'], 'it calls the method `push`, not f'],
    ['no call', ['>>> 1 + 1', '2'], 'it does not call f'],
    ['a part of what an earlier line got', ['>>> r = f(1)', '>>> r.size', '3'], '`r` of a line before it cannot be made part of it'],
    ['a line that changes the world', ['>>> random.seed(7)', '>>> f(1)', '3'], '`random.seed(7)` before it may change what it gives'],
    ['a line that changes a setting', ['>>> settings.limit = 3', '>>> f(1)', '3'], 'may change what it gives'],
    ['a loop that changes the world', ['>>> for n in range(3):', '...     register(n)', '>>> f(1)', '3'], 'may change what it gives'],
    ['a name of an earlier run of lines', ['>>> class Node: pass', '', '>>> a = Node()', '>>> f(a)', '3'], 'nothing defines `Node`, which a line before it uses'],
    ['a call that shows nothing', ['>>> f(None)', '>>> math.pi', '3.14'], 'no result is given'],
  ])('reports %s with its text and why', async (_what, lines, reason) => {
    const task = await fromDocstring(lines);
    expect(task.examples).toEqual([]);
    expect(task.notUnderstood[0]?.reason).toContain(reason);
    expect(lines.some((line) => line.startsWith('>>> ') && task.notUnderstood[0]?.text.startsWith(line.slice('>>> '.length)))).toBe(true);
  });

  it('takes lines that only prepare a variable, define or import for no examples', async () => {
    const task = await fromDocstring(['>>> import math', '>>> print("first")', '>>> a = [2, 1]', '>>> a.append(3)', '>>> def g(x): return h(x)', '>>> f(a)', '[2, 1, 3]']);
    expect(summary(task)).toEqual(['(lambda a: (a.append(3), f(a))[-1])([2, 1]) | [2, 1, 3]']);
    expect(task.notUnderstood).toEqual([]);
  });

  it('reports the doctests of a helper as not those of the function', async () => {
    const task = await readTask('def g(x):\n    """\n    >>> g(1)\n    2\n    """\n    return x + 1\n\ndef f(x):\n    """\n    >>> f(1)\n    3\n    """\n');
    expect(summary(task)).toEqual(['f(1) | 3']);
    expect(task.notUnderstood).toEqual([{ line: 3, text: 'g(1) 2', reason: 'it calls `g`, not f' }]);
  });

  it('reports examples of a task in words that names no function', async () => {
    const task = await readTask('Make a stack.\n\n>>> s = 1\n>>> s.top\n3\n', { language: 'python' });
    expect(task).toMatchObject({ functionName: null, examples: [], notUnderstood: [{ line: 4, text: 's.top 3', reason: 'the text names no function' }] });
  });

  it('reads Python doctests in comments of JavaScript, names and tuples included', async () => {
    const task = await readTask('/**\n * >>> add_all((1, 2), True)\n * [3]\n * >>> add_all([], None)\n *\n */\nfunction addAll(a, b) {\n', { language: 'javascript' });
    expect(summary(task)).toEqual(['addAll([1, 2], true) | [3]']);
    expect(task.notUnderstood).toHaveLength(1);
  });
});

describe('results in prose', () => {
  it.each([
    ['f(1) == 2', 'f(1) | 2', 'equality'], ['f(1) -> [2]', 'f(1) | [2]', 'arrow'], ['f(1) => "a"', 'f(1) | "a"', 'arrow'], ['* f(1) ==> True.', 'f(1) | True', 'arrow'],
    ['f(1) ➞ False', 'f(1) | False', 'arrow'], ['f(1) # => 2 (two)', 'f(1) | 2', 'comment'], ['f(1)   # returns "x"', 'f(1) | "x"', 'comment'],
    ['f(1) returns [1, 5] # odd', 'f(1) | [1, 5]', 'equality'], ['f(1) should return True.', 'f(1) | True', 'equality'], ['f(1, 2) = 3', 'f(1, 2) | 3', 'equality'],
    ['f(9) -> 9 - 5 - 2 = 2', 'f(9) | 2', 'arrow'], ['round(f(1.5), 2) == 0.5', 'round(f(1.5), 2) | 0.5', 'equality'], ['f(1) raises ValueError', 'f(1) | !ValueError', 'equality'],
    ['Calling `f(1)` returns 7, because it does.', 'f(1) | 7', 'equality'], ['For x = 3, y = "a", the result should be 4', "f(3, 'a') | 4", 'equality'],
  ])('%s', async (line, expected, kind) => {
    const task = await fromDocstring([line]);
    expect(summary(task)).toEqual([expected]);
    expect(task.examples[0]?.kind).toBe(kind);
    expect(task.notUnderstood).toEqual([]);
  });

  it.each([
    ['f(-1)  # raises ValueError', 'f(-1) | !ValueError'], ['f(-1) # => raises a KeyError', 'f(-1) | !KeyError'], ['f(-1) -> raises ValueError', 'f(-1) | !ValueError'],
    ['`f(-1)` should raise a ValueError.', 'f(-1) | !ValueError'], ['>>> f(-1)  # raises ValueError', 'f(-1) | !ValueError'], ['f(-1)  # raises json.DecodeError', 'f(-1) | !DecodeError'],
  ])('reads which error is raised: %s', async (line, expected) => {
    const task = await fromDocstring([line]);
    expect({ found: summary(task), rest: task.notUnderstood }).toEqual({ found: [expected], rest: [] });
  });

  it('reads a line that follows the output of a doctest at once', async () => {
    expect(summary(await fromDocstring(['>>> f(4)', '2', 'f(-1)  # raises ValueError']))).toEqual(['f(4) | 2', 'f(-1) | !ValueError']);
  });

  it.each(['f(-1)  # raises', 'f(-1) raises an error', '>>> f(-1)  # raises an exception', 'f(oops)  # raises ValueError'])('never drops what is raised silently: %s', async (line) => {
    const task = await fromDocstring([line]);
    expect(task.examples).toEqual([]);
    expect(task.notUnderstood).toHaveLength(1);
  });

  it('reads what is thrown in comments of JavaScript, and takes @throws for no example', async () => {
    const task = await readTask('/**\n * @throws {RangeError} when x < 0\n * @example\n * root(-1) // throws RangeError\n * root(-2); // => throws an Error\n * root(x) throws RangeError for negative x\n */\nfunction root(x) {\n}\n', { language: 'javascript' });
    expect(summary(task)).toEqual(['root(-1) | !RangeError', 'root(-2) | !Error']);
    expect(task.notUnderstood).toEqual([]);
  });

  it('reads several on one line, calls over several lines, and inputs with outputs', async () => {
    expect(summary(await fromDocstring(['f(0) == 0, f(1) == 1 and f(2) == 1']))).toEqual(['f(0) | 0', 'f(1) | 1', 'f(2) | 1']);
    expect(summary(await fromDocstring(['f([', '  [1],', '], 1) == [(0, 0)]']))).toEqual(['f([ [1], ], 1) | [(0, 0)]']);
    expect(summary(await fromDocstring(['Input: x = [1], y = 2', 'Output: 3 # sum']))).toEqual(['f([1], 2) | 3']);
  });

  it.each([
    ['blanks within quotes', ['>>> f("  A  b ")', "'a  b'"], `f("  A  b ") == 'a  b'`],
    ['line breaks outside of quotes', ['f([', '  1,', '   2]) == 3'], 'f([ 1, 2]) == 3'],
    ['a comparison that is true', ['>>> f([1, 2]) == {1, 2}', 'True'], 'f([1, 2]) == {1, 2}'],
    ['a comparison that is false', ['>>> 3 in f([1, 2])', 'False'], '(3 in f([1, 2])) == False'],
    ['a value that is true', ['>>> f("a in b == c")', 'True'], 'f("a in b == c") == True'],
  ])('shows %s as written', async (_what, lines, label) => {
    expect((await fromDocstring(lines)).examples.map((example) => example.label)).toEqual([label]);
  });

  it('runs a text over several lines as it was written', async () => {
    const task = await readTask('def f(x):\n    pass\n\nassert f(\n  """a\n  b""") == 1\n', { language: 'python' });
    expect(task.examples).toMatchObject([{ expression: 'f(\n  """a\n  b""")', label: 'f( """a b""") == 1' }]);
  });

  it('reads floats as Python shows them', async () => {
    const task = await fromDocstring(['>>> f(1)', 'inf', '>>> f(2)', '-inf', '>>> f(3)', 'nan', '>>> f(4)', '[inf, 1.0]']);
    expect(task.notUnderstood).toEqual([]);
    expect(task.examples.map(({ expected }) => expected.type === 'value' && expected.value)).toEqual([
      ['float', 'inf'], ['float', '-inf'], ['float', 'nan'], ['list', [['float', 'inf'], ['float', '1']]],
    ]);
  });

  it.each(['f(3) returns 2 elements', 'f(1) is called when needed', 'the value of f(1) matters', 'def f(x) -> int:'])('takes no example from: %s', async (line) => {
    expect((await fromDocstring([line])).examples).toEqual([]);
  });

  it.each([
    ['f(a) => 1', 'nothing defines'], ['g(1) == 2', 'not f'], ['f(1) == ""x"', 'not understood'], ['f(1) == h', 'not understood'],
  ])('says why %s is not understood', async (line, reason) => {
    const task = await fromDocstring([line]);
    expect(task.examples).toEqual([]);
    expect(task.notUnderstood[0]?.reason).toContain(reason);
  });

  it('distrusts definitions of recurrences, contradictions and bracketed single values among tuples', async () => {
    expect((await fromDocstring(['f(1) = 3', 'f(n) = f(n - 1) + 1'])).examples).toEqual([]);
    expect((await fromDocstring(['f(1) == 3', 'f(1) == 4'])).examples).toEqual([]);
    expect(summary(await fromDocstring(['f(1) == ("a", "b")', 'f(2) == ("a")']))).toEqual(['f(1) | ("a", "b")']);
  });
});

describe('assertions', () => {
  it.each([
    ['assert f(1) == 2', 'f(1) | 2'], ['assert 2 == f(1), "message"', 'f(1) | 2'], ['assert set(f(1)) == set([2, 3])', 'set(f(1)) | set([2, 3])'],
    ['assert f(1) is True', 'f(1) is True | truthy'], ['assert f(1) is None', 'f(1) | None'], ['assert not f(1)', 'not f(1) | truthy'], ['assert f(1)', 'f(1) | truthy'],
    ['assert abs(f(1) - 0.5) < 1e-6', 'abs(f(1) - 0.5) < 1e-6 | truthy'], ['assert math.isclose(f(1), 0.5)', 'f(1) | 0.5'], ['assert f(1) == pytest.approx(0.5)', 'f(1) | 0.5'],
    ['assert f([1,\n  2]) == [\n 3]', 'f([1, 2]) | [\n 3]'], ['assert all(f(i) == i for i in range(3))', 'all(f(i) == i for i in range(3)) | truthy'],
  ])('Python: %s', async (line, expected) => {
    const task = await fromWords(`Write a function f.\n\n${line}\n`);
    expect(summary(task)).toEqual([expected]);
    expect(task.examples[0]?.kind).toBe('assert');
  });

  it.each([
    ['with pytest.raises(ValueError):\n    f(-1)', 'f(-1) | !ValueError'], ['with pytest.raises(ValueError, match="no"): f(-1)', 'f(-1) | !ValueError'],
    ['with raises(errors.Odd) as info:\n    value = f(-1)', 'f(-1) | !Odd'], ['with self.assertRaises(TypeError):\n    f([1,\n      2])', 'f([1, 2]) | !TypeError'],
    ['self.assertRaises(ValueError, f, -1, y=2)', 'f(-1, y=2) | !ValueError'], ['self.assertRaises(ValueError, lambda: f(-1))', 'f(-1) | !ValueError'],
    ['self.assertEqual(f(1), 2)', 'f(1) | 2'], ['self.assertEqual([2], f(1), "message")', 'f(1) | [2]'], ['self.assertAlmostEqual(f(1), 0.5)', 'f(1) | 0.5'],
    ['self.assertTrue(f(1) == 2)', 'f(1) | 2'], ['self.assertFalse(f(1))', 'not (f(1)) | truthy'], ['self.assertIsNone(f(1))', 'f(1) | None'], ['self.assertIn(f(1), [1, 2])', '(f(1)) in ([1, 2]) | truthy'],
  ])('pytest and unittest: %s', async (line, expected) => {
    const inWords = await fromWords(`Write a function f.\n\n${line}\n`);
    expect(inWords.notUnderstood).toEqual([]);
    expect(summary(inWords)).toEqual([expected]);
    const indented = line.split('\n').map((each) => `        ${each}`).join('\n');
    const inCode = await readTask(`import unittest\n\ndef f(x, y=0):\n    pass\n\nclass TestF(unittest.TestCase):\n    def test_f(self):\n${indented}\n`, { language: 'python', functionName: 'f' });
    expect(summary(inCode)).toEqual([expected]);
    expect(inCode.notUnderstood).toEqual([]);
  });

  it.each([
    ['with pytest.raises(ValueError):\n    a = 1\n    f(a)', 'not one expression'], ['with pytest.raises((ValueError, TypeError)):\n    f(1)', 'one type'], ['with pytest.raises(ValueError):\n    g(1)', 'does not call'],
    ['self.assertGreater(f(1), 2)', 'not read'], ['with pytest.raises(ValueError):', 'not one expression'],
  ])('pytest and unittest: says why %s is not understood', async (line, reason) => {
    const task = await fromWords(`Write a function f.\n\n${line}\n`);
    expect(task.examples).toEqual([]);
    expect(task.notUnderstood[0]?.reason).toContain(reason);
  });

  it.each([
    ['console.assert(f(1) === 2);', 'f(1) | 2'], ['assert.equal(f(1), 2)', 'f(1) | 2'], ['assert.deepStrictEqual(f(1), [2]);', 'f(1) | [2]'], ['expect(f(1)).toBe(2)', 'f(1) | 2'],
    ['expect(f(1)).toEqual({ a: [1] });', 'f(1) | { a: [1] }'], ['assert(f(1))', 'f(1) | truthy'], ['expect(f(1)).toBeNull()', 'f(1) | null'],
    ['expect(() => f(1)).toThrow(RangeError)', 'f(1) | !RangeError'], ['assert(JSON.stringify(f(1)) === JSON.stringify([1]))', 'f(1) | [1]'], ['console.assert(Math.abs(f(1) - 2) < 1e-9)', 'Math.abs(f(1) - 2) < 1e-9 | truthy'],
  ])('JavaScript: %s', async (line, expected) => {
    expect(summary(await fromWords(`Write f.\n\n${line}\n`, 'typescript'))).toEqual([expected]);
    expect(summary(await fromWords(`function f(x) {}\n${line}\n`, 'javascript'))).toEqual([expected]);
  });
});

it('reads JSDoc examples', async () => {
  const task = await readTask(
    ['/**', ' * Adds.', ' * @param a one', ' * @example', ' * add(1, 2) // => 3', ' * add(1, 1); // 2', ' * add(0, 0) === 0', ' * add(2, 2)', ' * // => 4', ' * @returns the sum', ' */', 'export function add(a: number, b: number): number {', '  throw new Error("later");', '}'].join('\n'),
    { fileName: 'add.ts' },
  );
  expect(summary(task)).toEqual(['add(1, 2) | 3', 'add(1, 1) | 2', 'add(0, 0) | 0', 'add(2, 2) | 4']);
  expect(new Set(task.examples.map((example) => example.kind))).toEqual(new Set(['jsdoc']));
});

describe('functions that are awaited', () => {
  it.each([
    ['>>> f(1)', '2'], ['>>> await f(1)', '2'], ['>>> asyncio.run(f(1))', '2'], ['assert await f(1) == 2'], ['assert asyncio.run(f(1)) == 2'], ['f(1) == 2'], ['await f(1)  # => 2'],
  ])('Python: %s', async (...lines) => {
    const task = await readTask(`async def f(x):\n    """\n${lines.map((line) => `    ${line}`).join('\n')}\n    """\n`);
    expect(summary(task)).toEqual(['await f(1) | 2']);
    expect(task.examples[0]?.label).toBe('await f(1) == 2');
  });

  it('takes what prepares a call with it', async () => {
    const task = await readTask('async def f(x):\n    """\n    >>> a = [2]\n    >>> a.append(1)\n    >>> asyncio.run(f(a))\n    3\n    """\n');
    expect(summary(task)).toEqual(['await (lambda a: (a.append(1), f(a))[-1])([2]) | 3']);
  });

  it.each([
    ['async function f(x) {}', 'f(1) // => 2'], ['export const f = async (x) => {};', 'f(1) // => 2'], ['function f(x: number): Promise<number> {}', 'f(1) === 2'],
    ['function f(x) {}', 'await f(1) // => 2'], ['async function f(x) {}', 'console.assert((await f(1)) === 2)'], ['async function f(x) {}', 'await expect(f(1)).resolves.toBe(2)'],
    ['async function f(x) {}', 'assert.equal(await f(1), 2)'],
  ])('TypeScript: %s with %s', async (source, line) => {
    const task = await readTask(`/**\n * @example\n * ${line}\n */\n${source}\n`, { language: 'typescript' });
    expect(summary(task)).toEqual(['await f(1) | 2']);
    expect(task.notUnderstood).toEqual([]);
  });

  it.each(['await expect(f(-1)).rejects.toThrow(RangeError)', 'await assert.rejects(f(-1), RangeError)', 'assert.rejects(() => f(-1), RangeError);', 'await expect(async () => await f(-1)).rejects.toThrow(RangeError);'])('JavaScript: %s', async (line) => {
    const task = await readTask(`async function f(x) {\n}\n${line}\n`, { language: 'javascript' });
    expect(summary(task)).toEqual(['await f(-1) | !RangeError']);
  });

  it('goes by the words where there is no definition', async () => {
    expect(summary(await fromWords('Write an async function f.\n\nassert f(1) == 2\n'))).toEqual(['await f(1) | 2']);
    expect(summary(await fromWords('Write f, which is not a promise.\n\nassert f(1) == 2\n'))).toEqual(['f(1) | 2']);
  });

  it.each([
    ['python', 'async def f(x):\n    pass\nassert len(await f(1)) == 2\n', 'only a call by itself can be awaited'],
    ['python', 'async def f(x):\n    pass\nassert not f(1)\n', 'only a call by itself'],
    ['javascript', 'async function f(x) {}\nconsole.assert((await f(1)).length === 2);\n', 'only a call by itself'],
    ['typescript', 'async function* f(x: number) {}\nconsole.assert(f(1) === 2);\n', 'asynchronous generator'],
    ['python', 'async def f(x) -> AsyncIterator[int]:\n    pass\nassert f(1) == 2\n', 'asynchronous generator'],
  ] as const)('%s: says why %j is not run', async (language, text, reason) => {
    const task = await readTask(text, { language });
    expect(task.examples).toEqual([]);
    expect(task.notUnderstood).toEqual([expect.objectContaining({ reason: expect.stringContaining(reason) as string })]);
  });
});

it('never throws on arbitrary text except for what it says', async () => {
  const piece = fc.constantFrom('>>> ', 'f(', ')', '==', '=>', 'assert ', '"', "'", '[', '1', 'def f(x):\n', '\n', '"""', '...', 'function f(x) {', '/**', '*/', '// ', 'Input:', 'Output:', 'For x = 1 the output should be 2', ' ', '\u0000');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(piece, fc.string())).map((pieces) => pieces.join('')), fc.constantFrom(...LANGUAGES), async (text, language) => {
      const task = await readTask(text, { language }).catch((error: unknown) => (ReckonError.is(error) ? null : Promise.reject(error)));
      expect(task === null || task.language === language).toBe(true);
    }),
    { numRuns: 200 },
  );
});

it.each([
  ['many repeated examples', `def f(x):\n    """\n${'    >>> f(1)\n    1\n\n'.repeat(2000)}    """\n`],
  ['brackets that never close', 'f('.repeat(3000)],
  ['a long line', `f(1) == ${'1 '.repeat(10_000)}`],
])('ends soon on %s', async (_, text) => {
  const task = await readTask(text, { language: 'python', functionName: 'f' });
  expect(task.examples.length).toBeLessThanOrEqual(1);
});
