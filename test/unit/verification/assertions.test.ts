import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { generateInputs } from '../../../src/verification/agreement';
import { floatValue, type CanonicalValue } from '../../../src/verification/canonical';
import { writeValue } from '../../../src/verification/literals';
import { readAssertions, readTask } from '../../../src/verification/task';
import type { CodeTask, Language } from '../../../src/verification/types';

const PYTHON = 'def f(xs, n=1):\n    """Something.\n\n    >>> f([1])\n    1\n    """\n';
const SCRIPT = '/** Something. */\nfunction f(xs: number[]): number {\n}\n';

function taskIn(language: Language, text = language === 'python' ? PYTHON : SCRIPT): Promise<CodeTask> {
  return readTask(text, { language, fileName: language === 'python' ? 'task.py' : 'task.ts' });
}

describe('readAssertions', () => {
  it.each<[name: string, language: Language, text: string, expressions: readonly string[]]>([
    ['asserts', 'python', 'assert f([1, 2]) == 3\nassert f([]) == 0  # nothing\n', ['f([1, 2])', 'f([])']],
    ['keywords, and results in words', 'python', 'assert f([1], n=2) == 4, "twice"\nassert f([2]) is None\n', ['f([1], n=2)', 'f([2])']],
    ['up to a closing fence', 'python', 'assert f([1]) == 1\n```\nThese are tests.\n', ['f([1])']],
    ['neither other functions nor unknown names', 'python', 'assert g([1]) == 1\nassert f(xs) == 1\nassert f([3]) == 3\n', ['f([3])']],
    ['nor half of one', 'python', 'assert f([3]) == 3\nassert f([1, 2', ['f([3])']],
    ['deepStrictEqual', 'typescript', 'assert.deepStrictEqual(f([1, 2]), 3);\nassert.deepStrictEqual(f([]), 0);\n', ['f([1, 2])', 'f([])']],
    ['assert and expect', 'javascript', 'assert(f([1]) === 1);\nconsole.assert(f([2]) === 2);\nexpect(f([3])).toBe(3);\n', ['f([1])', 'f([2])', 'f([3])']],
    ['nothing in words', 'python', 'I cannot write tests for that.', []],
  ])('reads %s', async (_, language, text, expressions) => {
    expect((await readAssertions(await taskIn(language), text)).map(({ expression }) => expression)).toEqual(expressions);
  });

  it.each([['python'], ['typescript']] as const)('gives back what was written, whatever the values are: %s', async (language) => {
    const task = await taskIn(language);
    const isPython = language === 'python';
    const leaf = fc.oneof(
      fc.integer({ min: -1000, max: 1000 }).map((value): CanonicalValue => (isPython ? ['int', String(value)] : floatValue(value))),
      fc.boolean().map((value): CanonicalValue => ['bool', value]),
      fc.string({ unit: fc.constantFrom(...'abc (),[]"\'#=') }).map((value): CanonicalValue => ['str', value]),
    );
    const value = fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }).map((items): CanonicalValue => ['list', items]));
    await fc.assert(fc.asyncProperty(value, value, async (given, expected) => {
      const [input, result] = [writeValue(given, language), writeValue(expected, language)];
      const [read, ...more] = await readAssertions(task, isPython ? `assert f(${input}) == ${result}\n` : `assert.deepStrictEqual(f(${input}), ${result});\n`);
      expect(more).toEqual([]);
      expect(read).toMatchObject({ expression: `f(${input})`, expected: { type: 'value', value: expected } });
    }), { numRuns: 60 });
  });

  it('never fails for what a model writes', async () => {
    const task = await taskIn('python');
    const word = fc.constantFrom('assert ', 'f(', ')', '[1', ']', '==', '\n', '```', '"', "'", '#', '2', 'with raises(', '>>> ', '{', 'é', '\\');
    await fc.assert(fc.asyncProperty(fc.array(word, { maxLength: 14 }), async (words) => {
      for (const { expression } of await readAssertions(task, words.join(''))) {
        expect(expression).toContain('f(');
      }
    }), { numRuns: 60 });
  });
});

describe('inputs that a model wrote', () => {
  const inputsWith = async (text: string, of = PYTHON): Promise<readonly string[]> => {
    const task = await taskIn('python', of);
    return generateInputs(task, seededRandom(1), 12, await readAssertions(task, text));
  };

  it('come first, without the result that was expected', async () => {
    const inputs = await inputsWith('assert f([5, 5]) == 10\nassert sorted(f([7])) == [7]\nassert f([1]) == 1\n');
    expect(inputs.slice(0, 2)).toEqual(['f([5, 5])', 'f([7])']);
    expect(inputs).not.toContain('f([1])');
    expect(inputs.length).toBeGreaterThan(6);
    expect(new Set(inputs).size).toBe(inputs.length);
  });

  it('take half of the places at most, and leave out what code may not end on', async () => {
    const many = Array.from({ length: 30 }, (_, index) => `assert f([${index}, 77]) == 1`).join('\n');
    expect((await inputsWith(many)).filter((input) => input.endsWith(', 77])')).length).toBe(6);
    const inputs = await inputsWith('assert f([3], n=1000000000) == 1\nassert f([10 ** 9]) == 1\nassert f([4], n=5) == 1\n');
    expect(inputs[0]).toBe('f([4], n=5)');
    expect(inputs.join()).not.toMatch(/1000000000|\*\*/);
  });

  it('stand for examples where the task states none', async () => {
    const inputs = await inputsWith('assert f(["a", "bc"]) == 1\n', 'def f(xs):\n    """Something."""\n');
    expect(inputs[0]).toBe('f(["a", "bc"])');
    expect(inputs.length).toBeGreaterThan(3);
  });

  it('change nothing where there are none', async () => {
    const task = await taskIn('python');
    expect(await generateInputs(task, seededRandom(1), 12, [])).toEqual(await generateInputs(task, seededRandom(1), 12));
  });
});
