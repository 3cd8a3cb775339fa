import { describe, expect, it } from 'vitest';
import { assembleProgram, readTask } from '../../../src/verification/task';
import { functionAt } from '../../../src/verification/task/enclosing';

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

  it('is not doubled, nor put where the body is on one line', async () => {
    const task = await readTask('def double(n):\n    """Twice n.\n\n    >>> double(4)\n    8\n    """\n', { language: 'python' });
    const own = 'def double(n):\n    """Mine."""\n    return n * 2\n';
    expect((await assembleProgram(task, own)).code).toBe(own);
    expect((await assembleProgram(task, 'def double(n): return n * 2\n')).code).toBe('def double(n): return n * 2\n');
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
