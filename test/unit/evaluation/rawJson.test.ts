import { describe, expect, it } from 'vitest';
import { elementsOf, memberOf } from '../../../src/evaluation/problems/rawJson';

describe('parts of JSON as text', () => {
  it('keeps what numbers would lose', () => {
    expect(elementsOf('[[12345678901234567890], [NaN, 1.0]]')).toEqual(['[12345678901234567890]', '[NaN, 1.0]']);
  });

  it('does not take brackets, commas and quotes inside texts for its own', () => {
    expect(elementsOf(String.raw`["a, [b", "\"]", {"c": [1, 2]}]`)).toEqual(['"a, [b"', String.raw`"\"]"`, '{"c": [1, 2]}']);
  });

  it('has no elements in nothing', () => {
    expect(elementsOf('[]')).toEqual([]);
    expect(elementsOf('[ ]')).toEqual([]);
  });

  it.each([
    ['first', '1'],
    ['second', '{"third": [3, 4]}'],
    ['last', '"x"'],
    ['third', null],
    ['{"third": [3, 4]}', null],
  ])('finds the member %s of the outermost object only', (name, expected) => {
    expect(memberOf('{"first": 1, "second": {"third": [3, 4]}, "last": "x"}', name)).toBe(expected);
  });

  it('does not take a value for a name', () => {
    expect(memberOf('{"a": "b", "b": 2}', 'b')).toBe('2');
  });
});
