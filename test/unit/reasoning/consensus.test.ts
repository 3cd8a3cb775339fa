import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consensusScores } from '../../../src/reasoning/consensus';
import { chooseTests } from '../../../src/reasoning/generatedTests';
import type { Example } from '../../../src/verification/types';

type Met = Readonly<Record<string, readonly string[]>>;

function scores(met: Met): Readonly<Record<string, number>> {
  return Object.fromEntries(consensusScores(new Map(Object.entries(met).map(([id, tests]) => [id, new Set(tests)]))));
}

describe('consensusScores', () => {
  it.each<[name: string, met: Met, expected: Readonly<Record<string, number>>]>([
    ['many candidates with some tests before one with more', { a: ['1', '2'], b: ['2', '1'], c: ['1', '2', '3'] }, { a: 1, b: 1, c: 0.75 }],
    ['one with many tests before two with one', { a: ['1'], b: ['1'], c: ['1', '2', '3', '4'] }, { a: 0.5, b: 0.5, c: 1 }],
    ['as many tests, but others, are another set', { a: ['1'], b: ['2'], c: ['2'] }, { a: 0.5, b: 1, c: 1 }],
    ['nothing where no test is met', { a: [], b: [] }, { a: 0, b: 0 }],
    ['nobody', {}, {}],
  ])('%s', (_, met, expected) => {
    expect(scores(met)).toEqual(expected);
  });

  it('gives the product of both counts, whatever they are and in whatever order they come', () => {
    const tests = fc.uniqueArray(fc.constantFrom('1', '2', '3', '4'));
    fc.assert(fc.property(fc.array(tests, { maxLength: 12 }), (all) => {
      const met = Object.fromEntries(all.map((each, index) => [`c${index}`, each]));
      const found = scores(met);
      const product = (own: readonly string[]): number => own.length * all.filter((other) => new Set([...other, ...own]).size === own.length && other.length === own.length).length;
      const highest = Math.max(1, ...all.map(product));
      all.forEach((own, index) => expect(found[`c${index}`]).toBeCloseTo(product(own) / highest, 12));
      expect(scores(Object.fromEntries(Object.entries(met).reverse().map(([id, own]) => [id, own.toReversed()])))).toEqual(found);
    }));
  });
});

function test(expression: string, result: number): Example {
  return { id: 'ex1', kind: 'assert', line: 1, label: `${expression} == ${result}`, expression, expected: { type: 'value', source: String(result), value: ['int', String(result)] } };
}

describe('chooseTests', () => {
  it('keeps the result that was given most often, and a call without one as an input', () => {
    const { tests, inputs } = chooseTests([[test('f(1)', 2), test('f(2)', 3)], [test('f(1)', 2), test('f(2)', 4)], [test('f(1)', 5), test('f(3)', 4)]], []);
    expect(tests.map(({ id, label }) => [id, label])).toEqual([['gen1', 'f(1) == 2'], ['gen2', 'f(3) == 4']]);
    expect(inputs.map(({ expression }) => expression)).toEqual(['f(1)', 'f(2)', 'f(3)']);
  });

  it('leaves out what the task states, right or not', () => {
    expect(chooseTests([[test('f(1)', 7), test('f(2)', 3)]], [test('f(1)', 2)])).toMatchObject({ tests: [{ label: 'f(2) == 3' }], inputs: [{ expression: 'f(2)' }] });
  });

  it('never has a call twice, nor more tests than it may', () => {
    const sample = fc.array(fc.tuple(fc.nat(40), fc.nat(2)), { maxLength: 40 });
    fc.assert(fc.property(fc.array(sample, { maxLength: 4 }), (samples) => {
      const { tests, inputs } = chooseTests(samples.map((each) => each.map(([input, result]) => test(`f(${input})`, result))), []);
      expect(tests.length).toBeLessThanOrEqual(16);
      expect(new Set(tests.map(({ expression }) => expression)).size).toBe(tests.length);
      expect(new Set(inputs.map(({ expression }) => expression)).size).toBe(inputs.length);
      expect(new Set(tests.map(({ id }) => id)).size).toBe(tests.length);
      const asked = new Set(samples.flat().map(([input]) => `f(${input})`));
      expect(new Set(inputs.map(({ expression }) => expression))).toEqual(asked);
    }));
  });
});
