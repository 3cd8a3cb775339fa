import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, type CanonicalValue } from '../../../src/verification/types';
import {
  OUTPUT_LIMITS, MAX_DISPLAY_CHARACTERS, canonicalKey, compareValues, displayValue, isCanonicalValue, isComparable,
} from '../../../src/verification/canonical';
import { canonicalValues } from './canonicalValues';

const int = (value: number): CanonicalValue => ['int', String(value)];
const float = (text: string): CanonicalValue => ['float', text];
const str = (text: string): CanonicalValue => ['str', text];
const list = (...items: CanonicalValue[]): CanonicalValue => ['list', items];
const set = (...items: CanonicalValue[]): CanonicalValue => ['set', items];
const dict = (...entries: [CanonicalValue, CanonicalValue][]): CanonicalValue => ['dict', entries];
const languages = fc.constantFrom(...LANGUAGES);

/** As a hostile sandbox may send it: deeper than any stack. */
function deeplyNested(depth: number): CanonicalValue {
  let value: CanonicalValue = ['list', []];
  for (let level = 0; level < depth; level += 1) {
    value = ['list', [value]];
  }
  return value;
}

describe('compareValues', () => {
  it.each<[string, CanonicalValue, CanonicalValue]>([
    ['True == 1', ['bool', true], int(1)],
    ['1 == 1.0', int(1), float('1')],
    ['0 == -0.0', int(0), float('-0.0')],
    ['1.0 == 1+0j', float('1'), ['complex', '1', '0']],
    ['0.1 + 0.2 == 0.3', float('0.30000000000000004'), float('0.3')],
    ['nan', float('nan'), float('nan')],
    ['sets in another order', set(int(1), int(2)), set(float('2'), ['bool', true])],
    ['dicts in another order', dict([int(1), str('a')], [int(2), str('b')]), dict([int(2), str('b')], [int(1), str('a')])],
    ['sets of floats within tolerance', set(float('0.30000000000000004'), float('0.1')), set(float('0.1'), float('0.2999999999'))],
    ['large integers', ['int', '123456789012345678901234567890'], ['int', '123456789012345678901234567890']],
  ])('Python: equal: %s', (_, left, right) => {
    expect(compareValues(left, right, 'python')).toBe(true);
  });

  it.each<[string, CanonicalValue, CanonicalValue]>([
    ['list and tuple', list(int(1)), ['tuple', [int(1)]]],
    ['whole numbers are exact', float('1000000'), float('1000001')],
    ['integers beyond doubles', ['int', '9007199254740993'], ['int', '9007199254740992']],
    ['number and string', int(1), str('1')],
    ['None and False', ['none'], ['bool', false]],
    ['sets of other size', set(int(1)), set(int(1), int(1))],
    ['dicts with another value', dict([int(1), int(1)]), dict([int(1), int(2)])],
    ['infinities', float('inf'), float('-inf')],
    ['order of a list', list(int(1), int(2)), list(int(2), int(1))],
    ['bytes and str', ['bytes', 'YQ=='], str('a')],
  ])('Python: different: %s', (_, left, right) => {
    expect(compareValues(left, right, 'python')).toBe(false);
  });

  it('follows JavaScript for types, leniently for the sign of zero', () => {
    expect(compareValues(['bool', true], float('1'), 'javascript')).toBe(false);
    expect(compareValues(['none'], ['undef'], 'typescript')).toBe(false);
    expect(compareValues(int(1), float('1'), 'javascript')).toBe(false);
    expect(compareValues(float('0'), float('-0.0'), 'javascript')).toBe(true);
    expect(compareValues(list(float('nan')), list(float('nan')), 'typescript')).toBe(true);
  });

  it('holds unknown and cut values equal to nothing, themselves included', () => {
    for (const value of [['obj', 'int'], ['cut', 'nodes'], list(['obj', 'Point']), dict([str('a'), ['cut', 'depth']])] as CanonicalValue[]) {
      expect(compareValues(value, value, 'python')).toBe(false);
      expect(isComparable(value)).toBe(false);
    }
  });

  it('is reflexive and symmetric', () => {
    fc.assert(fc.property(canonicalValues, canonicalValues, languages, (left, right, language) => {
      expect(compareValues(left, left, language)).toBe(true);
      expect(compareValues(left, right, language)).toBe(compareValues(right, left, language));
    }));
  });

  it('does not depend on the order of sets and dicts', () => {
    fc.assert(fc.property(fc.array(canonicalValues), fc.constantFrom('set', 'dict'), languages, (items, kind, language) => {
      const payload = kind === 'set' ? items : items.map((item, index) => [list(item, int(index)), item]);
      const [left, right]: CanonicalValue[] = [[kind, payload], [kind, [...payload].reverse()]];
      expect(compareValues(left!, right!, language)).toBe(true);
      expect(canonicalKey(left!)).toBe(canonicalKey(right!));
    }));
  });
});

describe('isCanonicalValue', () => {
  it('accepts what is well-formed', () => {
    fc.assert(fc.property(canonicalValues, (value) => isCanonicalValue(value) && isCanonicalValue(JSON.parse(JSON.stringify(value)))));
  });

  it.each<[string, unknown]>([
    ['no array', { 0: 'none' }], ['unknown tag', ['magic', 1]], ['payload missing', ['int']], ['payload of another type', ['bool', 1]],
    ['integer with an exponent', ['int', '1e9']], ['integer with leading zeros', ['int', '007']], ['extra payload', ['none', 1]],
    ['entry without value', ['dict', [[['none']]]]], ['list without array', ['list', 'abc']], ['float as number', ['float', 1.5]],
    ['a sparse list', ['list', new Array(3)]], ['a bomb of digits', ['int', '9'.repeat(OUTPUT_LIMITS.digits + 2)]],
    ['null', null], ['too deep', deeplyNested(100_000)], ['too many', ['list', new Array(OUTPUT_LIMITS.nodes + 1).fill(['none'])]],
  ])('refuses: %s', (_, data) => {
    expect(isCanonicalValue(data)).toBe(false);
    expect(compareValues(data as CanonicalValue, data as CanonicalValue, 'python')).toBe(false);
    expect(displayValue(data as CanonicalValue, 'python')).toBe('<malformed value>');
  });

  it('never throws on arbitrary data', () => {
    fc.assert(fc.property(fc.anything(), (data) => typeof isCanonicalValue(data) === 'boolean'));
  });
});

describe('displayValue', () => {
  it.each<[CanonicalValue, string, string]>([
    [['none'], 'None', 'null'],
    [['bool', true], 'True', 'true'],
    [float('2'), '2.0', '2'],
    [float('inf'), 'inf', 'Infinity'],
    [['tuple', [int(1)]], '(1,)', '(1n,)'],
    [set(), 'set()', 'new Set([])'],
    [dict([str('a'), float('1.5')]), "{'a': 1.5}", '{a: 1.5}'],
    [dict([str('a b'), list(dict([str('t'), str('x')]))]), "{'a b': [{'t': 'x'}]}", "{'a b': [{t: 'x'}]}"],
    [dict([float('1.5'), str('a')]), "{1.5: 'a'}", "new Map([[1.5, 'a']])"],
    [str("it's\n"), '"it\'s\\n"', '"it\'s\\n"'],
    [str('a\u202eb'), "'a\\u202eb'", "'a\\u202eb'"],
    [['bytes', 'YWI='], "b'ab'", 'Uint8Array [97, 98]'],
    [['obj', 'Point'], '<Point object>', '<Point object>'],
  ])('writes %j as %s and %s', (value, python, javascript) => {
    expect(displayValue(value, 'python')).toBe(python);
    expect(displayValue(value, 'javascript')).toBe(javascript);
  });

  it('stays on one short line', () => {
    const long = displayValue(list(...Array.from({ length: 5000 }, (_, index) => int(index))), 'python');
    expect(long.length).toBeLessThanOrEqual(MAX_DISPLAY_CHARACTERS);
    expect(long.endsWith('…')).toBe(true);
    fc.assert(fc.property(canonicalValues, languages, (value, language) => {
      const text = displayValue(value, language);
      expect(text.length).toBeLessThanOrEqual(MAX_DISPLAY_CHARACTERS);
      expect(text).not.toMatch(/[\r\n\u202e]/);
    }));
  });
});
