import type { CodeTask, Example } from '../../src/verification/types';

/** A task as the reader would make it, with `examples` examples of `f`. */
export function pythonTask(examples = 2): CodeTask {
  return {
    language: 'python',
    text: 'def f(x: int) -> int:\n    """Return one more."""\n',
    form: 'source',
    functionName: 'f',
    examples: Array.from({ length: examples }, (_, index): Example => ({
      id: `ex${index + 1}`,
      kind: 'doctest',
      line: index + 3,
      label: `f(${index}) == ${index + 1}`,
      expression: `f(${index})`,
      expected: { type: 'value', source: String(index + 1), value: ['int', String(index + 1)] },
    })),
    notUnderstood: [],
  };
}

export const WRONG = 'def f(x):\n    return x  # wrong\n';
export const RIGHT = 'def f(x):\n    return x + 1  # right\n';
export const ALSO_RIGHT = 'def f(x):\n    return 1 + x  # right\n';
