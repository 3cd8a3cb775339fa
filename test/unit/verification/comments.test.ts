import { describe, expect, it } from 'vitest';
import { assembleProgram, readTask } from '../../../src/verification/task';
import { functionAt, withoutRepeated } from '../../../src/verification/task/editing';

describe('comments in the task', () => {
  it('stay with the helpers that they are about, and with the function that is asked for', async () => {
    const text = '# All of it.\n\nLIMIT = 3  # inclusive\n\n# Adds the limit.\n# Twice.\ndef helper(x):\n    return x + LIMIT\n\n# Solves it.\ndef solve(a):\n    pass\n\n# Comes later.\ndef after(x):\n    return x\n';
    const { code } = await assembleProgram(await readTask(text, { functionName: 'solve' }), 'def solve(a):\n    return helper(a)\n');
    expect(code).toBe('# All of it.\n\nLIMIT = 3  # inclusive\n\n# Adds the limit.\n# Twice.\ndef helper(x):\n    return x + LIMIT\n\n# Solves it.\ndef solve(a):\n    return helper(a)\n\n# Comes later.\ndef after(x):\n    return x\n');
  });

  it('stay in TypeScript too, also above a helper that the answer repeats', async () => {
    const text = '/** One. */\nconst one = 1; // really\n// Two.\nconst two = 2;\n// Adds.\nfunction add(a: number): number {\n}\n';
    const { code } = await assembleProgram(await readTask(text, { functionName: 'add' }), 'const two = 2;\nfunction add(a: number): number {\n  return a + one + two;\n}\n');
    expect(code).toBe('/** One. */\nconst one = 1; // really\n// Two.\nconst two = 2;\n// Adds.\nfunction add(a: number): number {\n  return a + one + two;\n}\n');
  });

  it('are those of the task where the answer has others', async () => {
    const task = await readTask('# Old words.\ndef f(x):\n    pass\n');
    expect((await assembleProgram(task, '# New words.\ndef f(x):\n    return x\n')).code).toBe('# Old words.\ndef f(x):\n    return x\n');
    expect((await assembleProgram(await readTask('def f(x):\n    pass\n'), '# New words.\ndef f(x):\n    return x\n')).code).toBe('# New words.\ndef f(x):\n    return x\n');
  });

  it('belong to the function below them only', async () => {
    const text = '# Far away.\n\nx = 1\n# Near.\ndef f(n):\n    pass\n';
    const span = await functionAt(text, 'python', text.indexOf('pass'));
    expect(text.slice(span?.start, span?.end)).toBe('# Near.\ndef f(n):\n    pass');
  });

  it('go with a helper that the file has already', async () => {
    const file = '# Helps.\ndef helper(x):\n    return x\n';
    expect(await withoutRepeated(`${file}\n# Solves.\ndef solve(x):\n    return helper(x)\n`, file, 'python')).toBe('# Solves.\ndef solve(x):\n    return helper(x)\n');
  });
});
