import { describe, expect, it } from 'vitest';
import { assembleProgram, readTask } from '../../../src/verification/task';

const TASK = 'from typing import List\n\n\ndef root(xs: List[int]) -> float:\n    """The root of the sum.\n    >>> root([4])\n    2.0\n    """\n';
const assembled = async (body: string, text = TASK): Promise<string> => (await assembleProgram(await readTask(text, { language: 'python' }), body)).code;

describe('imports of the library that an answer forgets', () => {
  it.each([
    ['a module', '    return math.sqrt(sum(xs))\n', 'import math'],
    ['what is taken out of one', '    return Counter(xs).total()\n', 'from collections import Counter'],
    ['a type of a helper', '    def total(ys: Dict[str, int]) -> int:\n        return 1\n    return total(xs)\n', 'from typing import Dict'],
  ])('are added: %s', async (_, body, line) => {
    const code = await assembled(body);
    expect(code).toBe(TASK.replace('List\n', `List\n${line}\n`) + body);
    expect(await assembled(code)).toBe(code);
  });

  it.each([
    ['what the answer imports itself', '    import math\n    return math.sqrt(sum(xs))\n'],
    ['what is a name of its own', '    math = Root()\n    return math.of(xs)\n'],
    ['a parameter', '    return (lambda re: re.total)(xs)\n'],
    ['the name of an argument or an attribute', '    return root.sqrt(xs, product=1)\n'],
    ['a variable of a loop', '    for string in xs:\n        string.strip()\n    return 1\n'],
    ['what no module has', '    return numpy.sqrt(xs)\n'],
    ['what the task has already', '    ys: List[int] = xs\n    return ys\n'],
  ])('are not added for %s', async (_, body) => {
    expect(await assembled(body)).toBe(TASK + body);
  });

  it('stand before an answer to a task in words', async () => {
    const code = await assembled('def root(x):\n    return math.sqrt(x)\n', 'Write a Python function root with root(4) == 2.0.');
    expect(code).toBe('import math\n\ndef root(x):\n    return math.sqrt(x)\n');
  });
});
