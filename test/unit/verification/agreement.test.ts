import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { clusterFingerprints, mutateExamples } from '../../../src/verification/agreement';
import { floatValue } from '../../../src/verification/canonical';
import { loadGrammars, readLiteral, writeValue } from '../../../src/verification/literals';
import { parses, readTask } from '../../../src/verification/task';
import type { CanonicalValue, CodeTask, Example } from '../../../src/verification/types';

async function inputsFor(call: string, language: 'python' | 'typescript', seed = 1, count = 20): Promise<string[]> {
  const task = await readTask(`Write f.\nassert ${language === 'python' ? `${call} == 1` : `(${call} === 1)`}`, { language, functionName: 'f' });
  return mutateExamples(task, task.examples, seededRandom(seed), count);
}

describe('mutateExamples', () => {
  it.each([
    ['f([1, 2, 3], "ab")', 'python'], ['f({"a": [1.5]}, True, -3)', 'python'], ['f((1, "x"), {1, 2})', 'python'], ['f(n=3, text="a,b)")', 'python'],
    ['f([1, 2], { a: 1 }, true)', 'typescript'], ['sorted(f([3, 1]), reverse=True)', 'python'],
  ] as const)('gives different calls that parse for %s', async (call, language) => {
    const inputs = await inputsFor(call, language);
    expect(inputs.length).toBeGreaterThanOrEqual(10);
    expect(new Set(inputs).size).toBe(inputs.length);
    expect(inputs).not.toContain(call);
    for (const input of inputs) {
      expect(input.startsWith('f(')).toBe(true);
      expect(await parses(input, language)).toBe(true);
    }
  });

  it('is the same for a seed and differs between seeds', async () => {
    expect(await inputsFor('f([1, 2, 3])', 'python', 7)).toEqual(await inputsFor('f([1, 2, 3])', 'python', 7));
    expect(await inputsFor('f([1, 2, 3])', 'python', 7)).not.toEqual(await inputsFor('f([1, 2, 3])', 'python', 8));
  });

  it('keeps types: numbers stay numbers, texts stay texts', async () => {
    for (const input of await inputsFor('f(3, "abc", [1.5])', 'python')) {
      expect(input).toMatch(/^f\(\d+, "[^"]*", \[[\d., e-]*\]\)$/);
    }
  });

  it.each([['python'], ['typescript']] as const)('gives calls with literals of the same kinds, whatever the arguments are: %s', async (language) => {
    const grammars = await loadGrammars(language);
    // Texts of printable characters: a task states its examples on lines.
    const leaf = fc.oneof(fc.integer({ min: -1000, max: 1000 }).map((value): CanonicalValue => (language === 'python' ? ['int', String(value)] : floatValue(value))), fc.boolean().map((value): CanonicalValue => ['bool', value]), fc.string().map((value): CanonicalValue => ['str', value]));
    const argument = fc.oneof(leaf, fc.array(leaf, { maxLength: 4 }).map((items): CanonicalValue => ['list', items]), fc.array(fc.array(leaf, { maxLength: 3 }), { maxLength: 3 }).map((rows): CanonicalValue => ['list', rows.map((row): CanonicalValue => ['list', row])]));
    const task: CodeTask = { language, text: '', form: 'words', functionName: 'f', examples: [], notUnderstood: [] };
    fc.assert(fc.property(fc.array(argument, { minLength: 1, maxLength: 3 }), fc.nat(), (given, seed) => {
      const expression = `f(${given.map((value) => writeValue(value, language)).join(', ')})`;
      const example: Example = { id: 'ex1', kind: 'assert', line: 1, label: expression, expression, expected: { type: 'truthy' } };
      const inputs = mutateExamples(task, [example], seededRandom(seed), 8);
      expect(inputs).toEqual(mutateExamples(task, [example], seededRandom(seed), 8));
      expect(inputs.length).toBeLessThanOrEqual(8);
      expect(new Set([...inputs, expression]).size).toBe(inputs.length + 1);
      for (const input of inputs) {
        const list = readLiteral(grammars, `[${input.slice(2, -1)}]`);
        expect(list.ok && (list.value[1] as CanonicalValue[]).map(([tag]) => tag), input).toEqual(given.map(([tag]) => tag));
      }
    }));
  });

  it('has nothing to change without arguments or examples', async () => {
    expect(await inputsFor('f()', 'python')).toEqual([]);
    expect(mutateExamples(await readTask('Write a function named f.'), [], seededRandom(1), 5)).toEqual([]);
  });
});

describe('clusterFingerprints', () => {
  it('names the largest group first and keeps unknown outcomes apart', () => {
    const clusters = clusterFingerprints([
      { candidateId: 'c1', outcomes: ['1', '2'] }, { candidateId: 'c2', outcomes: ['1', '3'] }, { candidateId: 'c3', outcomes: ['1', '3'] },
      { candidateId: 'c4', outcomes: ['1', null] }, { candidateId: 'c5', outcomes: ['1', null] },
    ]);
    expect(Object.fromEntries(clusters)).toEqual({ c2: 'A', c3: 'A', c1: 'B', c4: 'C', c5: 'D' });
  });

  it('puts candidates together exactly when all their outcomes are known and equal', () => {
    const outcomes = fc.array(fc.constantFrom('1', '2', null), { minLength: 2, maxLength: 2 });
    fc.assert(fc.property(fc.array(outcomes, { maxLength: 40 }), (all) => {
      const clusters = clusterFingerprints(all.map((each, index) => ({ candidateId: `c${index}`, outcomes: each })));
      all.forEach((left, i) => all.forEach((right, j) => {
        const same = i === j || (!left.includes(null) && left.join() === right.join());
        expect(clusters.get(`c${i}`) === clusters.get(`c${j}`)).toBe(same);
      }));
    }));
  });
});
