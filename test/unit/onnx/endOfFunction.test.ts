import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EndOfFunctionMatcher } from '../../../src/backends/onnx/sampling/endOfFunction';
import { feed } from '../../support/textEnd';

type Language = ConstructorParameters<typeof EndOfFunctionMatcher>[0];

const run = (language: Language, pieces: readonly string[]): ReturnType<typeof feed> => feed(new EndOfFunctionMatcher(language), pieces);

const PYTHON = 'import math\n\ndef f(x):\n    return x\n';
const SCRIPT = 'export function f(x) {\n  return x;\n}\n';

describe('the end of a function', () => {
  it.each<[Language, string, string]>([
    ['python', PYTHON, '\nprint(f(1))\n'],
    ['python', PYTHON, 'assert f(1) == 1'],
    ['python', PYTHON, '\n\nif __name__ == "__main__":\n    f(1)\n'],
    ['python', PYTHON, '# Test the function\nx = f(1)\n'],
    ['python', PYTHON, '\n# Now let us see\nf(1)\n'],
    ['python', PYTHON, '\n```\nThis function returns x.'],
    ['python', PYTHON, 'for i in range(3):\n    f(i)\n'],
    ['python', PYTHON, 'This function'],
    ['javascript', SCRIPT, '\nconsole.log(f(1));\n'],
    ['javascript', SCRIPT, 'module.exports = f;'],
    ['typescript', SCRIPT, '// Example\nconst y = f(1);'],
    ['typescript', SCRIPT, '\nf(1);\n'],
    ['python', '    return x\n', '\nprint(f(1))\n'],
    ['python', '\n    for i in range(3):\n        pass\n    return x\n', '\n# Test\nf(1)\n'],
    ['javascript', '  return x;\n}\n', '\nconsole.log(f(1));\n'],
  ])('%s: %j is over before %j', (language, code, afterthought) => {
    const { text, stopped } = run(language, [code + afterthought]);
    expect(stopped).toBe(true);
    expect(text.trimEnd()).toBe(code.trimEnd());
  });

  it.each<[Language, string]>([
    ['python', `${PYTHON}\n# A helper\ndef g(x):\n    return f(x)\n`],
    ['python', 'def f():\n    """\nnot indented(\n    """\n    return 1\n'],
    ['python', `${PYTHON}\nLIMIT: int = 3\nNAMES = [\n    1,\n]\n\n@cache\nclass A:\n    pass\n`],
    ['python', 'def f(\n    x,\n):\n    return x\n'],
    ['python', 'print("before any function")\nx = 1\n'],
    ['python', 'from a import (\n    b,\n)\nprint("before any function")\n\ndef f():\n    pass\n'],
    ['python', 'async def f():\n    pass\n\nasync def g():\n    pass'],
    ['javascript', 'const f = (x) => {\n  return `\nnot.indented()\n`;\n};\n\nfunction g() {\n}\n'],
    ['typescript', `${SCRIPT}\n// A helper\nconst g = (x: number): number => x;\n\ninterface A {\n  b: number;\n}\n`],
    ['typescript', `${SCRIPT}\n`],
  ])('%s: %j is let through whole', (language, code) => {
    expect(run(language, [code])).toEqual({ text: code, stopped: false });
  });

  it('is found at the same place, however the text is cut into pieces', () => {
    const texts: readonly [Language, string][] = [
      ['python', `${PYTHON}\n# A helper\ndef g(x):\n    return f(x)\n\nprint(g(1))\n`],
      ['typescript', `${SCRIPT}\n// A helper\nconst g = 1;\n\nconsole.log(g);\n`],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }), ([language, code], sizes) => {
        const pieces: string[] = [];
        for (let at = 0, index = 0; at < code.length; index += 1) {
          const size = sizes[index % sizes.length] as number;
          pieces.push(code.slice(at, at + size));
          at += size;
        }
        const whole = run(language, [code]);
        expect(whole.stopped).toBe(true);
        expect(run(language, pieces).text.trimEnd()).toBe(whole.text.trimEnd());
      }),
    );
  });
});
