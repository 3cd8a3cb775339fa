import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { assembleProgram, readTask } from '../../../src/verification/task';
import type { Language } from '../../../src/verification/types';

async function answerTo(text: string, functionName: string, answer: string, language: Language = 'python') {
  return assembleProgram(await readTask(text, { language, functionName }), answer);
}

const SHOP = [
  '#!/usr/bin/env python3', '"""Things of a shop."""', 'import math', 'from functools import lru_cache', '', 'RATE = 3  # of each', '', '',
  'class Cart:', '    """Holds things."""', '', '    def add(self, thing):', '        return thing', '', '',
  '@lru_cache', 'def double(n: int) -> int:', '    """Twice n.', '', '    >>> double(4)', '    8', '    """', '    # not yet', '    raise NotImplementedError', '', '',
  '# --- prices ---', '', '# By weight.', 'def shipping(weight):', '    """', '    >>> shipping(2)', '    6', '    """', '    ...', '', '',
  'TABLE = [double(n) for n in range(3)]', 'print(TABLE)', '', '', "if __name__ == '__main__':", '    print(shipping(1))', '',
].join('\n');
const STUB = '    # not yet\n    raise NotImplementedError';

describe('an answer to one function of a file', () => {
  it.each([
    ['the function alone', 'def double(n):\n    return n * 2\n', SHOP.replace('double(n: int) -> int', 'double(n)').replace(STUB, '    return n * 2')],
    ['a body', '    return n * 2\n', SHOP.replace(STUB, '    return n * 2')],
    [
      'the whole file, the rest of it invented',
      'import math\nfrom functools import lru_cache\n\nRATE = 4\n\nclass Cart:\n    pass\n\n@lru_cache\ndef double(n: int) -> int:\n    return n * 2\n\n# By weight.\ndef shipping(weight):\n    return weight * 99\n\nTABLE = []\nprint(TABLE)\nif __name__ == "__main__":\n    print(double(3))\n',
      SHOP.replace(STUB, '    return n * 2'),
    ],
    [
      'helpers and imports that the file does not have',
      'from functools import lru_cache, reduce\nfrom typing import *\nimport math, re\nimport os.path\n\n# Adds.\ndef plus(a, b):\n    return a + b\n\ndef double(n: int) -> int:\n    return reduce(plus, [n, n])\n\nprint(double(3))\nassert double(3) == 6\n',
      SHOP.replace(STUB, '    return reduce(plus, [n, n])').replace('lru_cache\n\nRATE', 'lru_cache\nfrom functools import reduce\nimport re\nimport os.path\n\nRATE').replace('@lru_cache', '# Adds.\ndef plus(a, b):\n    return a + b\n\n\n@lru_cache'),
    ],
  ])('changes nothing else: %s', async (_, answer, expected) => {
    const { code, program } = await answerTo(SHOP, 'double', answer);
    expect(code).toBe(expected);
    expect((await answerTo(SHOP, 'double', code)).code).toBe(code);
    expect(program.code).toContain('RATE = 3');
    expect(program.code).toContain('def add(self, thing)');
    expect(program.code).toContain('@lru_cache\ndef double');
    expect(program.code).not.toMatch(/99|RATE = 4|assert|reprint/);
  });

  const MODULE = [
    "'use strict';", "import { a } from './a';", '', '/** Weighs. */', 'export class Scale {', '  weigh(): number { return a; }', '}', '',
    '/** double(4) === 8 */', 'export const double = (n: number): number => {', "  throw new Error('later');", '};', '',
    '// By weight.', 'export function shipping(weight: number): number {', "  throw new Error('later');", '}', '', 'enum Kind { A, B }', '', 'const table = [double(1)];', 'export { table };', '',
  ].join('\n');
  const WRITTEN = MODULE.replace("=> {\n  throw new Error('later');\n}", '=> {\n  return n * 2;\n}');

  it.each([
    ['the function alone', 'const double = (n: number): number => {\n  return n * 2;\n};\n', WRITTEN],
    ['a body', '  return n * 2;\n};\n', WRITTEN],
    ['the whole file, the rest of it invented', MODULE.replace("=> {\n  throw new Error('later');\n}", '=> {\n  return n * 2;\n}').replace("throw new Error('later')", 'return 99').replace('return a;', 'return 98;').replace('A, B', 'C'), WRITTEN],
    [
      'helpers and imports that the file does not have',
      "import { a, b } from './a';\nimport c from 'c';\n\nconst two = 2;\n\nexport const double = (n: number): number => {\n  return n * 2;\n};\n\nconsole.log(double(2));\nexport { double };\n",
      WRITTEN.replace("from './a';", "from './a';\nimport { b } from './a';\nimport c from 'c';").replace('/** double', 'const two = 2;\n\n/** double').replace('};\n\n// By', '};\n\nexport { double };\n\n// By'),
    ],
  ])('changes nothing else in TypeScript: %s', async (_, answer, expected) => {
    const { code, program } = await answerTo(MODULE, 'double', answer, 'typescript');
    expect(code.replace('\n\nexport { double };', '')).toBe(expected.replace('\n\nexport { double };', ''));
    expect(program.code).toContain('weigh(): number { return a; }');
    expect(program.code).toContain('enum Kind { A, B }');
    expect(program.code).not.toMatch(/9[89]|console/);
  });

  it('has new imports at the top of a file that has none, below what has to be first', async () => {
    const text = '#!/usr/bin/env python3\n# Mine.\n\n# Twice n.\ndef double(n):\n    pass\n';
    const { code } = await answerTo(text, 'double', 'from __future__ import annotations\nimport math\n\ndef double(n):\n    return math.prod([n, 2])\n');
    expect(code).toBe('#!/usr/bin/env python3\n# Mine.\n\nfrom __future__ import annotations\nimport math\n\n# Twice n.\ndef double(n):\n    return math.prod([n, 2])\n');
  });

  it('keeps overloads, decorators of its own and what is put on the function behind it', async () => {
    const overloads = 'function f(a: string): string;\nfunction f(a: number): number;\n';
    const { code } = await answerTo(`${overloads}function f(a: any): any {\n}\n`, 'f', `${overloads}function f(a: any): any {\n  return a;\n}\n`, 'typescript');
    expect(code).toBe(`${overloads}function f(a: any): any {\n  return a;\n}\n`);
    const cached = await answerTo('@first\ndef f(n):\n    pass\n\nx = 1\n', 'f', '@second\ndef f(n):\n    return n\n\nf = cached(f)\n');
    expect(cached.code).toBe('@first\n@second\ndef f(n):\n    return n\n\nf = cached(f)\n\nx = 1\n');
  });

  it('leaves out a star import of which it uses nothing', async () => {
    const answer = (body: string): string => `from typing import *\nfrom collections import *\nfrom mine import *\n\ndef f(n):\n    return ${body}\n`;
    expect((await answerTo('def f(n):\n    pass\n', 'f', answer('n'))).code).toBe('from mine import *\n\ndef f(n):\n    return n\n');
    expect((await answerTo('def f(n):\n    pass\n', 'f', answer('deque(n)'))).code).toMatch(/^from collections import \*\n/);
  });

  it('may import a module of which the file imports a part', async () => {
    const { code, program } = await answerTo('from math import sqrt\n\ndef f(n):\n    pass\n', 'f', 'import math\n\ndef f(n):\n    return math.floor(n)\n');
    expect(code).toBe('from math import sqrt\nimport math\n\ndef f(n):\n    return math.floor(n)\n');
    expect(program.code).toContain('import math');
  });
});

/** Parts of files, each with what a model might make of it. */
const PARTS = [
  ['import re', 'import re'], ['# --- a part ---', ''], ['LIMIT = 3  # of all', 'LIMIT = 4'], ['class Box:\n    # empty\n    size = 0', 'class Box:\n    size = 9'],
  ['@staticmethod\ndef one():\n    """\n    >>> one()\n    1\n    """\n    return 1', 'def one():\n    return 11'], ['def stub(x):\n    """Later."""', 'def stub(x):\n    return x'],
  ['a, b = 1, 2', 'a, b = 2, 1'], ['try:\n    import numpy as np\nexcept ImportError:\n    np = None', 'import numpy as np'], ['print(LIMIT)', 'print(LIMIT)'], ['one_more = lambda x: x + 1', 'def one_more(x):\n    return x'],
] as const;

it.each(Array.from({ length: 40 }, (_, seed) => [seed]))('changes nothing else in a made-up file (seed %i)', async (seed) => {
  const random = seededRandom(seed);
  const parts = [...PARTS].filter(() => random.next() < 0.6);
  const place = random.integer(parts.length + 1);
  const gap = (): string => '\n'.repeat(1 + random.integer(3));
  const before = parts.slice(0, place).map(([text]) => text + gap()).join('');
  const after = parts.slice(place).map(([text]) => gap() + text).join('');
  const answer = [...parts.map(([, other]) => other), 'def asked(n):\n    return n'];
  const shuffled = answer.map((text) => ({ text, at: random.next() })).sort((x, y) => x.at - y.at).map(({ text }) => text).join('\n');
  const { code } = await answerTo(`${before}def asked(n):\n    """Given back."""${after}\n`, 'asked', shuffled);
  expect(code).toBe(`${before}def asked(n):\n    """Given back."""\n    return n${after}\n`);
});
