import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { canGenerateInputs, generateInputs, tellingOutcomes } from '../../../src/verification/agreement';
import { readType } from '../../../src/verification/agreement/readType';
import { loadGrammars, readLiteral } from '../../../src/verification/literals';
import { readTask } from '../../../src/verification/task';
import type { CanonicalValue, Language } from '../../../src/verification/types';

const inputsOf = async (text: string, language: Language, seed = 1, count = 40): Promise<readonly string[]> =>
  generateInputs(await readTask(text, { language, fileName: language === 'python' ? 'a.py' : language === 'typescript' ? 'a.ts' : 'a.js' }), seededRandom(seed), count);

/** Arguments of calls of `f` as values. */
async function valuesOf(inputs: readonly string[], language: Language): Promise<readonly (readonly CanonicalValue[])[]> {
  const grammars = await loadGrammars(language);
  return inputs.map((input) => {
    expect(input).toMatch(/^f\(.*\)$/);
    const list = readLiteral(grammars, `[${input.slice(2, -1)}]`);
    expect(list.ok, input).toBe(true);
    return list.ok ? (list.value[1] as readonly CanonicalValue[]) : [];
  });
}

describe('readType', () => {
  it.each([
    ['int', 'python', { kind: 'int' }],
    ['List[int]', 'python', { kind: 'list', item: { kind: 'int' } }],
    ['list[list[str]]', 'python', { kind: 'list', item: { kind: 'list', item: { kind: 'str' } } }],
    ['typing.Dict[str, float]', 'python', { kind: 'dict', key: { kind: 'str' }, value: { kind: 'float' } }],
    ['Optional[bool]', 'python', { kind: 'union', options: [{ kind: 'bool' }, { kind: 'none' }] }],
    ['int | None', 'python', { kind: 'union', options: [{ kind: 'int' }, { kind: 'none' }] }],
    ['Union[int, str]', 'python', { kind: 'union', options: [{ kind: 'int' }, { kind: 'str' }] }],
    ['Tuple[int, str]', 'python', { kind: 'tuple', items: [{ kind: 'int' }, { kind: 'str' }] }],
    ['tuple[int, ...]', 'python', { kind: 'tuple', items: [{ kind: 'int' }, { kind: 'int' }, { kind: 'int' }] }],
    ['set[str]', 'python', { kind: 'set', item: { kind: 'str' } }],
    ['"List[int]"', 'python', { kind: 'list', item: { kind: 'int' } }],
    ["Literal['a', 2]", 'python', { kind: 'union', options: [{ kind: 'constant', value: ['str', 'a'] }, { kind: 'constant', value: ['int', '2'] }] }],
    ['number[]', 'typescript', { kind: 'list', item: { kind: 'number' } }],
    ['readonly (string | null)[][]', 'typescript', { kind: 'list', item: { kind: 'list', item: { kind: 'union', options: [{ kind: 'str' }, { kind: 'none' }] } } }],
    ['Array<Map<string, boolean>>', 'typescript', { kind: 'list', item: { kind: 'dict', key: { kind: 'str' }, value: { kind: 'bool' } } }],
    ['{ a: number; b?: string }', 'typescript', { kind: 'record', fields: [{ name: 'a', type: { kind: 'number' } }, { name: 'b', type: { kind: 'str' } }] }],
    ['[number, string]', 'typescript', { kind: 'tuple', items: [{ kind: 'number' }, { kind: 'str' }] }],
    ['Array.<number>', 'javascript', { kind: 'list', item: { kind: 'number' } }],
    ['?string', 'javascript', { kind: 'union', options: [{ kind: 'str' }, { kind: 'none' }] }],
    ['(x: number) => string', 'typescript', { kind: 'unknown' }],
    ['Callable[[int], str]', 'python', { kind: 'unknown' }],
    ['Node', 'python', { kind: 'unknown' }],
    ['List[', 'python', { kind: 'unknown' }],
    [`${'List['.repeat(50)}int${']'.repeat(50)}`, 'python', { kind: 'unknown' }],
  ] as const)('%s in %s', (text, language, type) => {
    expect(readType(text, language)).toEqual(type);
  });
});

describe('generateInputs', () => {
  it('begins with boundary values and keeps to the declared types, without any example', async () => {
    const inputs = await inputsOf('def f(xs: list[int], s: str) -> int:\n    """Count."""\n', 'python');
    const rows = await valuesOf(inputs, 'python');
    expect(inputs[0]).toBe("f([], '')");
    expect(rows.every(([xs, s]) => xs?.[0] === 'list' && (xs[1] as CanonicalValue[]).every(([tag]) => tag === 'int') && s?.[0] === 'str')).toBe(true);
    const lists = rows.map(([xs]) => JSON.stringify(xs?.[1]));
    expect(lists).toEqual(expect.arrayContaining(['[]', '[["int","0"]]', '[["int","0"],["int","0"]]', '[["int","0"],["int","1"],["int","2"],["int","3"]]', '[["int","3"],["int","2"],["int","1"],["int","0"]]']));
    expect(inputs.some((input) => /[é😀ß]/u.test(input))).toBe(true);
    expect(new Set(inputs).size).toBe(40);
  });

  it('is the same for a seed and another for another', async () => {
    const text = 'def f(xs: list[int]) -> int:\n    """Count."""\n';
    expect(await inputsOf(text, 'python', 5)).toEqual(await inputsOf(text, 'python', 5));
    expect(await inputsOf(text, 'python', 5)).not.toEqual(await inputsOf(text, 'python', 6));
  });

  it('takes the types from the examples where none are written, and stays near them', async () => {
    const inputs = await inputsOf('def f(words, n):\n    """\n    >>> f({"pear": 2}, 3)\n    5\n    >>> f({}, 1)\n    0\n    """\n', 'python');
    const rows = await valuesOf(inputs, 'python');
    expect(rows.every(([words, n]) => words?.[0] === 'dict' && n?.[0] === 'int' && Number(n[1]) >= 0 && Number(n[1]) <= 100)).toBe(true);
    expect(rows.some(([words]) => (words?.[1] as CanonicalValue[]).length > 1)).toBe(true);
  });

  it.each([
    ['typescript', 'export function f(xs: number[], by?: string): number {\n}\n', ['list']],
    ['javascript', '/**\n * @param {Array.<string>} xs\n * @param {{a: number}} options\n */\nfunction f(xs, options) {\n}\n', ['list', 'dict']],
    ['python', 'def f(a: float, b: bool = True, *rest):\n    """Half."""\n', ['float']],
  ] as const)('gives what a call has to have: %s', async (language, text, tags) => {
    const rows = await valuesOf(await inputsOf(text, language), language);
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.every((row) => JSON.stringify(row.map(([tag]) => tag)) === JSON.stringify(tags))).toBe(true);
  });

  it('makes what a type has only a few values of, and no more', async () => {
    expect((await inputsOf('def f(on: bool) -> str:\n    """Say."""\n', 'python')).toSorted()).toEqual(['f(False)', 'f(True)']);
  });

  it.each([['def f(node: Node) -> int:\n    """Depth."""\n'], ['def f(x) -> int:\n    """Depth."""\n'], ['def f() -> int:\n    """One."""\n']])('makes nothing of what is not known: %s', async (text) => {
    expect(await inputsOf(text, 'python')).toEqual([]);
    expect(await canGenerateInputs(await readTask(text, { language: 'python' }))).toBe(false);
  });

  it('awaits a function that is asynchronous', async () => {
    expect(await inputsOf('async function f(on: boolean): Promise<number> {\n}\n', 'typescript')).toEqual(['await f(false)', 'await f(true)']);
  });
});

describe('tellingOutcomes', () => {
  it('leaves out inputs on which every program raises, as long as there are enough others', () => {
    const prints = [{ candidateId: 'a', outcomes: ['raises:X', '1', 'raises:X', '2', null] }, { candidateId: 'b', outcomes: ['raises:X', '1', '3', 'raises:Y', null] }];
    expect(tellingOutcomes(prints, 3).map(({ outcomes }) => outcomes)).toEqual([['1', 'raises:X', '2'], ['1', '3', 'raises:Y']]);
    expect(tellingOutcomes(prints, 4).map(({ outcomes }) => outcomes)).toEqual([['raises:X', '1', 'raises:X', '2'], ['raises:X', '1', '3', 'raises:Y']]);
  });
});
