import { describe, expect, it } from 'vitest';
import { actualText, errorText, missText } from '../../../src/verification/miss';

describe('what an example came to, in words', () => {
  it.each([
    [{ actual: '3', message: null, expected: '4' }, 'gave 3, should be 4'],
    [{ actual: 'KeyError', message: "'x'", expected: '4' }, "raised KeyError: 'x', should be 4"],
    [{ actual: 'ValueError', message: '', expected: '4' }, 'raised ValueError, should be 4'],
    [{ actual: 'NaN', message: null, expected: 'raises RangeError' }, 'gave NaN, should raise RangeError'],
    [{ actual: "prints 'a'", message: null, expected: "prints 'b'" }, "prints 'a', should print 'b'"],
    [{ actual: null, message: 'took too long', expected: '1' }, 'gave took too long, should be 1'],
  ])('%j', (result, text) => {
    expect(missText(result)).toBe(text);
  });

  it('puts the line of a syntax error first', () => {
    expect(actualText({ actual: 'SyntaxError', message: "expected ':' (candidate.py, line 3)" })).toBe("SyntaxError: line 3: expected ':'");
  });

  it('keeps the text of an error on one short line without control characters', () => {
    expect(errorText('a\u001b[31m\nb\u202ec')).toBe('a [31m b c');
    const long = errorText('\u{1f600}'.repeat(500));
    expect(long.length).toBeLessThanOrEqual(120);
    expect(Buffer.from(long).toString()).toBe(long);
  });
});
