import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { clusterFingerprints, mutateExamples } from '../../../src/verification/agreement';
import { parses, readTask } from '../../../src/verification/task';

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
