import { describe, expect, it } from 'vitest';
import { assembleProgram, readTask } from '../../../src/verification/task';
import { functionAt, importsOf, withoutRepeated } from '../../../src/verification/task/editing';

describe('the description of the task', () => {
  it('stays with a Python function that a model wrote without it, in the indentation of the answer', async () => {
    const task = await readTask('def double(n):\n    """Twice n.\n\n    >>> double(4)\n    8\n    """\n', { language: 'python' });
    const { code } = await assembleProgram(task, 'def double(n):\n  return n * 2\n');
    expect(code).toBe('def double(n):\n  """Twice n.\n\n  >>> double(4)\n  8\n  """\n  return n * 2\n');
  });

  it('stays with a TypeScript function', async () => {
    const task = await readTask('/**\n * Twice n.\n * @example double(4) // 8\n */\nexport function double(n: number): number {\n}\n', { language: 'typescript' });
    const { code } = await assembleProgram(task, 'export function double(n: number): number {\n  return n * 2;\n}\n');
    expect(code).toBe('/**\n * Twice n.\n * @example double(4) // 8\n */\nexport function double(n: number): number {\n  return n * 2;\n}\n');
  });

  it.each([
    ['def double(n):\n    """Mine.\n\n    >>> double(4)\n    9\n    """\n    return n * 2\n'], ["def double(n):\n\n    'Mine.'\n    return n * 2\n"], ['def double(n): return n * 2\n'],
  ])('takes the place of what a model made of it: %j', async (answer) => {
    const text = 'def double(n):\n    """Twice n.\n\n    >>> double(4)\n    8\n    """\n';
    const { code } = await assembleProgram(await readTask(text, { language: 'python' }), answer);
    expect(code).toBe(`${text}    return n * 2\n`);
  });

  it('may be a string on one line, below a comment', async () => {
    const text = 'def double(n):  # quick\n    "Twice n."\n';
    const { code } = await assembleProgram(await readTask(text, { language: 'python' }), 'def double(n):\n    return n * 2\n');
    expect(code).toBe('def double(n):\n    "Twice n."\n    return n * 2\n');
  });
});

describe('the function around a cursor', () => {
  const find = async (marked: string, language: string): Promise<string | null> => {
    const text = marked.replace('|', '');
    const span = await functionAt(text, language, marked.indexOf('|'));
    return span && text.slice(span.start, span.end);
  };

  it('is the one whose body, head or description it is in', async () => {
    const first = 'def first():\n    return 1';
    expect(await find(`${first.replace('1', '|1')}\n\ndef second():\n    return 2\n`, 'python')).toBe(first);
    const described = '/** Twice n. */\nfunction double(n) {\n  return n;\n}';
    expect(await find(`const a = 1;\n\n${described.replace('Twice', '|Twice')}\n`, 'javascript')).toBe(described);
    expect(await find('# Adds.\n# f(1) == 2\ndef f(n):\n    p|ass\n', 'python')).toBe('# Adds.\n# f(1) == 2\ndef f(n):\n    pass');
  });

  it('is the one above when the cursor stands below it', async () => {
    expect(await find('def f(n):\n    """One."""\n\n|', 'python')).toBe('def f(n):\n    """One."""');
  });

  it('is none between other statements', async () => {
    expect(await find('x = |1\n\ndef f(n):\n    pass\n', 'python')).toBeNull();
  });

  it('is refused in a language that is not supported', async () => {
    await expect(functionAt('', 'cobol', 0)).rejects.toMatchObject({ code: 'unsupported-language' });
  });
});

describe('code that is put into a file', () => {
  const FILE = "import math\nfrom typing import Dict, List\n\ndef helper(x):\n    return x\n";

  it('can use what the file imports', async () => {
    expect(await importsOf(FILE, 'python')).toEqual(['import math', 'from typing import Dict, List']);
    expect(await importsOf("import a from 'a';\nconst b = 1;\n", 'typescript')).toEqual(["import a from 'a';"]);
  });

  it('does not bring along what is there', async () => {
    const code = 'import math\nfrom typing import List\nimport re\n\ndef helper(x):\n    return x\n\ndef f(x):\n    return x\n';
    expect(await withoutRepeated(code, FILE, 'python')).toBe('import re\n\ndef f(x):\n    return x\n');
  });

  it('keeps what stood in its place, also where the file has the same again', async () => {
    const code = 'import math\n\nprint()\n\ndef f(x):\n    return x\n';
    expect(await withoutRepeated(code, 'import math\nprint()\n', 'python', 'print()\n\ndef f(x):\n    pass\n')).toBe('print()\n\ndef f(x):\n    return x\n');
  });

  it('keeps what only looks alike', async () => {
    const code = 'def helper(x):\n    return x + 1\n';
    expect(await withoutRepeated(code, FILE, 'python')).toBe(code);
    expect(await withoutRepeated('from typing import List, Set\n', FILE, 'python')).toBe('from typing import List, Set\n');
  });
});

describe('the export of the task', () => {
  const assembled = async (signature: string, answer: string, language: 'typescript' | 'javascript', after = '') =>
    assembleProgram(await readTask(`/** double(4) === 8 */\n${signature} {\n}\n${after}`, { language, functionName: 'double' }), answer);
  const described = (code: string): string => code.replace('/** double(4) === 8 */\n', '');
  const BODY = '(n) {\n  return n * 2;\n}';
  const ARROW = 'const double = (n) => n * 2;';

  describe.each(['typescript', 'javascript'] as const)('%s', (language) => {
    it.each([
      ['export function double(n)', `function double${BODY}`, `export function double${BODY}\n`],
      ['export function double(n)', ARROW, `export ${ARROW}\n`],
      ['export function double(n)', `export default function double${BODY}`, `export function double${BODY}\n`],
      ['export async function double(n)', `async function double${BODY}`, `export async function double${BODY}\n`],
      ['export default function double(n)', `function double${BODY}`, `export default function double${BODY}\n`],
      ['export default async function double(n)', `async function double${BODY}`, `export default async function double${BODY}\n`],
      ['export default function double(n)', `export function double${BODY}`, `export default function double${BODY}\n`],
      ['export default function double(n)', ARROW, `${ARROW}\n\nexport default double;\n`],
      ['export default function double(n)', `export ${ARROW}`, `${ARROW}\n\nexport default double;\n`],
      ['export const double = (n) =>', `function double${BODY}`, `export function double${BODY}\n`],
    ])('keeps that of `%s` with %j', async (signature, answer, expected) => {
      const { code, program } = await assembled(signature, answer, language);
      expect(described(code)).toBe(expected);
      expect(program.code).toBe(expected);
      expect((await assembled(signature, code, language)).code).toBe(code);
    });

    it.each([
      ['export function double(n)', `function double${BODY}\n\nexport { double };`],
      ['export function double(n)', `function double${BODY}\n\nexport { half, double };`],
      ['export default function double(n)', `function double${BODY}\n\nexport default double;`],
      ['export default function double(n)', `${ARROW}\nexport { double as default };`],
      ['export function double(n)', `export function double${BODY}`],
      ['function double(n)', `function double${BODY}`],
    ])('leaves `%s` with %j alone', async (signature, answer) => {
      expect(described((await assembled(signature, answer, language)).code)).toBe(`${answer}\n`);
    });

    it.each([['export { double };'], ['export default double;']])('keeps %s behind the function', async (statement) => {
      for (const answer of [`function double${BODY}`, '  return n * 2;']) {
        const { code, program } = await assembled('function double(n)', answer, language, `\n${statement}\n`);
        expect(code.trimEnd().endsWith(`}\n\n${statement}`)).toBe(true);
        expect(program.code).toContain(statement);
      }
    });

    it('is there with a body alone, and before what the model wrote around the function', async () => {
      expect((await assembled('export default function double(n)', '  return n * 2;', language)).code).toContain('export default function double(n) {');
      const { code } = await assembled('export function double(n)', `const two = 2;\n\nfunction double(n) {\n  return n * two;\n}`, language);
      expect(code).toBe('const two = 2;\n\n/** double(4) === 8 */\nexport function double(n) {\n  return n * two;\n}\n');
    });
  });
});
