import { describe, expect, it } from 'vitest';
import { interpreterReach } from '../../../src/verification/verifier/takeover';

describe('code that could reach what judges it', () => {
  it.each([
    ['import sys\nsys._getframe().f_back', '_getframe'],
    ['try: f()\nexcept KeyError as e: e.__traceback__.tb_frame', 'tb_frame'],
    ['import gc', 'gc'],
    ['getattr(x, "f_b" + "ack")', 'getattr'],
    ['exec("1")', 'exec'],
    ['compile("1", "", "eval")', 'compile'],
    ['x.f_bacｋ', 'f_back'],
    ['"{0}".__class__.__base__.__subclasses__()', '__subclasses__'],
  ])('is known by its names: %s', (code, name) => {
    expect(interpreterReach(code)).toBe(name);
  });

  it.each([
    'import re\ndef f(x):\n    return re.compile(x).match("a")',
    'def f(evaluate):\n    return evaluate.executed + evaluate.codes',
    'from math import gcd\ndef f(a, b):\n    return gcd(a, b)',
    'def f(words):\n    return sorted(words, key=lambda w: (len(w), w))',
  ])('is not seen in honest code: %s', (code) => {
    expect(interpreterReach(code)).toBeNull();
  });
});
