import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareValues, displayValue, floatValue, type CanonicalValue } from '../../../src/verification/canonical';
import { loadGrammars, readLiteral, readingOf, writeValue, type Grammars } from '../../../src/verification/literals';
import { canonicalValues } from './canonicalValues';

let python: Grammars;
let typescript: Grammars;
let javascript: Grammars;

beforeAll(async () => {
  [python, typescript, javascript] = await Promise.all([loadGrammars('python'), loadGrammars('typescript'), loadGrammars('javascript')]);
});

function shown(grammars: Grammars, source: string): string {
  const reading = readLiteral(grammars, source);
  return reading.ok ? displayValue(reading.value, grammars.language) : `no: ${reading.reason}`;
}

describe('Python literals', () => {
  it.each([
    ['-3', '-3'], ['0xff', '255'], ['1_000', '1000'], ['2.50', '2.5'], ['-0.0', '-0.0'], ['1e400', 'inf'], ['3.0', '3.0'],
    ['None', 'None'], ['true', 'True'], ["'a' \"b\\n\"", "'ab\\n'"], ["r'\\d'", "'\\\\d'"], ["'\\u00e9\\x41\\q'", "'éA\\\\q'"],
    ['[1, (2,), {3}]', '[1, (2,), {3}]'], ["{'a': 1, 'a': 2}", "{'a': 2}"], ['{1, True}', '{True}'], ['()', '()'],
    ['2 ** 10 + 7 // 2 - -7 % 3', '1025'], ['1 / 2', '0.5'], ['[0] * 3 + [1]', '[0, 0, 0, 1]'], ["'ab' * 2", "'abab'"],
    ['sorted([3, 1, 2], reverse=True)', '[3, 2, 1]'], ['list(range(1, 6, 2))', '[1, 3, 5]'], ['sum([1, 2.5])', '3.5'],
    ['round(2.5)', '2'], ['round(2.675, 2)', '2.67'], ['round(0.125, 2)', '0.12'], ['len("abc")', '3'], ['max(1, 3, 2)', '3'],
    ["float('-inf')", '-inf'], ["int('12')", '12'], ['dict(a=1)', "{'a': 1}"], ['frozenset([1])', '{1}'], ['str(1.0)', "'1.0'"],
    ['tuple("ab")', "('a', 'b')"], ['abs(-5)', '5'], ['[*[1, 2], 3]', '[1, 2, 3]'], ['2j', 'complex(0.0, 2.0)'],
  ])('reads %s', (source, value) => {
    expect(shown(python, source)).toBe(value);
  });

  it.each(['x', 'f(1)', "__import__('os')", '1, 2', '1 / 0', '9 ** 9 ** 9', '[0] * 10 ** 9', "f'{1}'", '{[]}', 'range(3)', '[x for x in []]', '', 'a = 1', '(', 'sorted([1, "a"])'])(
    'gives a reason for %s',
    (source) => {
      expect(shown(python, source)).toMatch(/^no: ./);
    },
  );

  it('reads back what it writes', () => {
    fc.assert(fc.property(canonicalValues, (value: CanonicalValue) => {
      const source = readingOf(() => ['str', writeValue(value, 'python')]);
      fc.pre(source.ok);
      const reading = readLiteral(python, String(source.ok ? source.value[1] : ''));
      // Sets and dicts that Python could not hold have no source to read back.
      expect(!reading.ok || JSON.stringify(value).match(/"set"|"dict"/) !== null || compareValues(value, reading.value, 'python')).toBe(true);
    }));
  });

  it('never throws on arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (source) => {
      expect(typeof readLiteral(python, source).ok).toBe('boolean');
      expect(typeof readLiteral(typescript, source).ok).toBe('boolean');
    }));
  });

  it('ends on deep nesting', () => {
    expect(readLiteral(python, '['.repeat(5000) + ']'.repeat(5000)).ok).toBe(false);
  });
});

describe('JavaScript and TypeScript literals', () => {
  it.each([
    ['-1.50', '-1.5'], ['10n', '10n'], ['undefined', 'undefined'], ["'a\\u{62}'", "'ab'"], ['`x`', "'x'"], ['{a: 1, "b": [2]}', '{a: 1, b: [2]}'],
    ['new Set([1, 2])', 'new Set([1, 2])'], ['new Map([[1, 2]])', 'new Map([[1, 2]])'], ['Array.from("ab")', "['a', 'b']"], ['[...[1], 2]', '[1, 2]'],
    ['1 / 0', 'Infinity'], ['Math.max(1, 2)', '2'], ['2 ** 3', '8'], ['!true', 'false'], ['"a" + "b"', "'ab'"], ['void 0', 'undefined'],
    ['True', 'true'], ['None', 'null'], ['(1, 2)', '[1, 2]'], ["{'a': None}", '{a: null}'], ['[True, 1.0]', '[true, 1]'],
  ])('reads %s', (source, value) => {
    expect(shown(javascript, source)).toBe(value);
    expect(shown(typescript, source)).toBe(value);
  });

  it('reads through types', () => {
    expect(shown(typescript, '[] as number[]')).toBe('[]');
  });

  it.each(['f(1)', '[1,,2]', '`${x}`', '{a}', 'process.exit()', 'x', '1; 2'])('gives a reason for %s', (source) => {
    expect(shown(javascript, source)).toMatch(/^no: ./);
  });

  it('reads back what it writes', () => {
    fc.assert(fc.property(canonicalValues, (value: CanonicalValue) => {
      const source = readingOf(() => ['str', writeValue(value, 'javascript')]);
      fc.pre(source.ok);
      const reading = readLiteral(javascript, String(source.ok ? source.value[1] : ''));
      // Sets and objects with doubled keys are shorter when they are read back.
      expect(!reading.ok || JSON.stringify(value).match(/"set"|"dict"/) !== null || compareValues(value, reading.value, 'javascript')).toBe(true);
    }));
  });
});

describe('every text and number', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('\\', "'", '"', '\n', '\r', '\0', '\u2028', '\ud800', '\u0301', '{', '}', '$', '`', 'N', 'x', 'u', '0') }));
  const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, 5e-324, 1e21, 1e-7, Number.MAX_VALUE));

  it.each([['python'], ['typescript'], ['javascript']] as const)('comes back from its source in %s', (language) => {
    const grammars = { python, typescript, javascript }[language];
    fc.assert(fc.property(fc.oneof(text.map((each): CanonicalValue => ['str', each]), number.map(floatValue)), (value) => {
      const reading = readLiteral(grammars, writeValue(value, language));
      expect(reading).toEqual({ ok: true, value });
    }), { numRuns: 300 });
  });

  it('is no other value of Python than Python would say', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), fc.bigInt({ min: 1n, max: 2n ** 40n }), (a, b) => {
      const floored = a / b - (a % b !== 0n && a < 0n ? 1n : 0n);
      expect(readLiteral(python, `${a} // ${b}`)).toMatchObject({ value: ['int', String(floored)] });
      expect(readLiteral(python, `${a} % ${b}`)).toMatchObject({ value: ['int', String(a - floored * b)] });
      expect(readLiteral(python, `${a} * ${b} - ${a}`)).toMatchObject({ value: ['int', String(a * b - a)] });
    }));
  });
});
