import { describe, expect, it } from 'vitest';
import { openingOf, readTask } from '../../../src/verification/task';
import type { Language } from '../../../src/verification/types';

const opening = async (text: string, language: Language, functionName = 'twice'): Promise<string | null> => openingOf(await readTask(text, { language, functionName }));

const IMPORTS = 'import math\n\nLIMIT = 3\n\n';
const PYTHON = 'def twice(x: int) -> int:\n    """Twice x.\n\n    >>> twice(2)\n    4\n    """\n';

describe('the opening of an answer', () => {
  it.each<[string, string, Language, string]>([
    ['ends with the description', IMPORTS + PYTHON, 'python', IMPORTS + PYTHON],
    ['leaves out what stands in for the body', `${IMPORTS}${PYTHON}    # later\n    raise NotImplementedError\n`, 'python', IMPORTS + PYTHON],
    ['leaves out what follows the function', `${PYTHON}    pass\n\n\nprint(twice(3))\n`, 'python', PYTHON],
    ['ends with the brace', '/** Twice.\n * twice(2) === 4 */\nexport function twice(x: number): number {\n', 'typescript', '/** Twice.\n * twice(2) === 4 */\nexport function twice(x: number): number {\n'],
    ['leaves out a body that only throws', '/** twice(2) === 4 */\nconst twice = (x) => {\n  throw new Error("later");\n};\n', 'javascript', '/** twice(2) === 4 */\nconst twice = (x) => {\n'],
  ])('%s', async (_, text, language, expected) => {
    expect(await opening(text, language)).toBe(expected);
  });

  it.each<[string, string, Language]>([
    ['a function that is written already', `${PYTHON}    return x + x\n`, 'python'],
    ['an arrow function without braces', '/** twice(2) === 4 */\nconst twice = (x) => undefined;\n', 'javascript'],
    ['a task in words', 'Write a function named twice, with twice(2) == 4.', 'python'],
    ['code that does not parse', `def broken(:\n    pass\n\n${PYTHON}`, 'python'],
  ])('is left out for %s', async (_, text, language) => {
    expect(await opening(text, language)).toBeNull();
  });
});
