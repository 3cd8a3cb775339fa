import { describe, expect, it } from 'vitest';
import { compareValues, isCanonicalValue } from '../../../src/verification/canonical';
import { readTask } from '../../../src/verification/task';
import type { CodeTask, Language } from '../../../src/verification/types';
import { mayHaveTypes, withoutModuleSyntax } from '../../../src/verification/sandbox/javascript/plainScript';

/** Examples as people write them who do not think of a reader: renamed functions, words without quotes, steps in between. */
function read(task: CodeTask): { examples: string[]; reasons: string[] } {
  return {
    examples: task.examples.map(({ expression, expected }) => `${expression} | ${expected.type === 'value' ? expected.source : expected.type}`),
    reasons: task.notUnderstood.map(({ reason }) => reason),
  };
}

async function python(signature: string, lines: readonly string[]): Promise<ReturnType<typeof read>> {
  return read(await readTask(`def ${signature}:\n    """Does it.\n\n${lines.map((line) => `    ${line}`).join('\n')}\n    """\n`, { language: 'python' }));
}

async function script(signature: string, lines: readonly string[], language: Language = 'javascript'): Promise<CodeTask> {
  return readTask(`/**\n${lines.map((line) => ` * ${line}`).join('\n')}\n */\n${signature} {\n}\n`, { language });
}

describe('words without quotes', () => {
  it('are texts where the parameter is one by its type', async () => {
    expect((await python('calm(place: str)', ['calm(lake) => True'])).examples).toEqual(["calm('lake') | True"]);
    expect(read(await script('function calm(place: string): boolean', ['calm(lake) => true'], 'typescript')).examples).toEqual(["calm('lake') | true"]);
  });

  it('are texts where the description says so of a parameter without a type', async () => {
    expect((await python('calm(place, times)', ['Takes a string place.', 'calm(lake, 2) => True'])).examples).toEqual(["calm('lake', 2) | True"]);
    expect(read(await script('function calm(place)', ['Takes a string place.', 'calm(lake) => True'])).examples).toEqual(["calm('lake') | True"]);
  });

  it.each([
    ['numbers', 'step(count: int)', 'step(n) -> 2'],
    ['parameters', 'calm(place: str)', 'calm(place) -> True'],
    ['what is said of another parameter', 'calm(place, other)', 'calm(1, lake) -> True'],
  ])('are not read in the place of %s', async (_, signature, line) => {
    expect((await python(signature, ['Takes a string place.', line])).examples).toEqual([]);
  });
});

describe('examples of a function under another name', () => {
  it('are those of the function, when the text has no others', async () => {
    expect((await python('weights(items)', ['weigh([1, 2]) ==> [2, 4]', 'weigh([]) ==> []'])).examples).toEqual(['weights([1, 2]) | [2, 4]', 'weights([]) | []']);
    expect((await python('weights(items)', ['assert weigh([3]) => [6]'])).examples).toEqual(['weights([3]) | [6]']);
    expect(read(await script('function allWeights(items)', ['assert weigh([3]) => [6]'])).examples).toEqual(['allWeights([3]) | [6]']);
  });

  it.each([
    ['there are some of its own', ['weigh([1]) ==> [2]', 'weights([1]) ==> [2]'], ['weights([1]) | [2]']],
    ['the others have several names', ['weigh([1]) ==> [2]', 'measure([1]) ==> [2]'], []],
    ['they have another number of arguments', ['weigh([1], 2) ==> [2]'], []],
    ['an own one is not understood', ['weigh([1]) ==> [2]', 'weights([1]) ==> <made>'], []],
  ])('are not, when %s', async (_, lines, expected) => {
    const { examples, reasons } = await python('weights(items)', lines);
    expect(examples).toEqual(expected);
    expect(reasons).toContain('it calls `weigh`, not weights');
  });
});

describe('values given line by line', () => {
  it('are those of the parameters, with steps before what is returned', async () => {
    const lines = ['For example:', '  rows = [3, 1]', '        -> sort -> [1, 3]', '  return ["a", "c"]', '', 'Nothing gives nothing:', '  rows = []', '  return []', '', '  rows = [2]', '  return = ["b"]'];
    expect((await python('letters(rows)', lines)).examples).toEqual(['letters([3, 1]) | ["a", "c"]', 'letters([]) | []', 'letters([2]) | ["b"]']);
  });

  it('are named where a result is said of something that is not read', async () => {
    const { examples, reasons } = await python('total(signs, numbers)', ["signs['+']", 'numbers = [2, 3]', '=> result = 5']);
    expect(examples).toEqual([]);
    expect(reasons).toContain('it is not said what the result is of');
  });
});

describe('equations below the definition of a recurrence', () => {
  it('are examples below the last line that announces some, and nowhere else', async () => {
    const definition = ['row(1) = 3', 'row(n) = row(n - 1) + 1', 'For example:', 'row(2) = 4'];
    expect((await python('row(n)', definition)).examples).toEqual(['row(2) | 4']);
    const { examples, reasons } = await python('row(n)', [...definition, '', 'Examples:', 'row(3) = [3, 4, 5]']);
    expect(examples).toEqual(['row(3) | [3, 4, 5]']);
    expect(reasons).toContain('it may be part of the definition of a recurrence');
  });
});

describe('None inside of a value in JavaScript', () => {
  it('is null or undefined, and nothing else', async () => {
    const [example] = (await script('function pair(x)', ['pair(1) == (None, 1)'])).examples;
    const expected = example?.expected.type === 'value' ? example.expected.value : ['none'] as const;
    expect(isCanonicalValue(expected)).toBe(true);
    expect(example?.expression).toBe('pair(1)');
    for (const nothing of ['none', 'undef']) {
      expect(compareValues(expected, ['list', [[nothing], ['float', '1']]], 'javascript')).toBe(true);
    }
    for (const other of [['bool', false], ['float', 'nan'], ['str', '']]) {
      expect(compareValues(expected, ['list', [other, ['float', '1']]], 'javascript')).toBe(false);
    }
  });

  it('does not make null and undefined the same where a text tells them apart', async () => {
    const [example] = (await script('function pair(x)', ['pair(1) // => [null, 1]'])).examples;
    const expected = example?.expected.type === 'value' ? example.expected.value : ['none'] as const;
    expect(compareValues(expected, ['list', [['undef'], ['float', '1']]], 'javascript')).toBe(false);
  });
});

describe('scripts that both languages can read', () => {
  it.each(['f<number>(3)', 'new Set<string>(x)', 'tag<T>`x`'])('%s may mean something else in TypeScript', (code) => {
    expect(mayHaveTypes(code)).toBe(true);
  });

  it.each(['a < b && c > d', 'for (let i = 0; i < n; i++) { if (i > 2) f(i); }', 'x => x < 3'])('%s may not', (code) => {
    expect(mayHaveTypes(code)).toBe(false);
  });

  it('lose their exports', () => {
    expect(withoutModuleSyntax('export function f() {}\nexport { f };\nexport default f;\n')).toBe('function f() {}\n\nvoid f;\n');
  });
});
