import { describe, expect, it } from 'vitest';
import { assembleProgram, describeFunction, parses, readTask } from '../../../src/verification/task';

const WITH_HELPER = 'import math\n\nLIMIT = 3\n\ndef helper(x):\n    return x + LIMIT\n\ndef solve(a: int, *rest: str, b=2) -> int:\n    """Solves.\n\n    >>> solve(1)\n    4\n    """\n';
const answerWithHelper = 'def helper(x):\n    return 7\n\ndef solve(a, *rest, b=2):\n    return helper(a)\n';
const OPEN_TYPESCRIPT = '/**\n * Adds.\n * add(1, 2) == 3\n */\nconst add = function (a: number, b?: number) : number  {\n';

describe('readTask', () => {
  it('takes the only function without a body, else the last, else the one asked for', async () => {
    const stub = 'def a():\n    pass\n\ndef b():\n    return 1\n';
    expect((await readTask(stub)).functionName).toBe('a');
    expect((await readTask(stub, { functionName: 'b' })).functionName).toBe('b');
    expect((await readTask('def a():\n    return 1\n\ndef b():\n    return 2\n')).functionName).toBe('b');
    expect((await readTask('function a() { throw new Error("x"); }\nconst b = () => 1;\n')).functionName).toBe('a');
    expect((await readTask('def a(x):\n    raise NotImplementedError\n\nprint(a(1))\n')).functionName).toBe('a');
  });

  it('says that it chose the only unfinished function, and refuses to guess where that has to be clear', async () => {
    const [done, stub] = ['def a():\n    return 1\n\n', 'def b():\n    """Later."""\n\n'];
    expect(await readTask(stub + done, { mustBeClear: true })).toMatchObject({ functionName: 'b', chosenAmong: 2 });
    expect(await readTask(stub + done, { mustBeClear: true, functionName: 'a' })).not.toHaveProperty('chosenAmong');
    expect(await readTask(done, { mustBeClear: true })).not.toHaveProperty('chosenAmong');
    await expect(readTask(done + done.replace('a', 'c'), { mustBeClear: true })).rejects.toMatchObject({ code: 'invalid-input', hint: 'Choose one with --function: a, c.' });
    await expect(readTask(done + stub + stub.replace('b', 'd'), { mustBeClear: true })).rejects.toMatchObject({ code: 'invalid-input', hint: 'Choose one with --function: b, d.' });
  });

  it.each([
    ['def f(x):\n    pass\n', 'python'], ['function f(x) {}\n', 'javascript'], ['function f(x: number): number {}\n', 'typescript'],
    ['Write a TypeScript function named add.', 'typescript'], ['Write a JavaScript function named add.', 'javascript'], ['Write a function named add.', 'python'],
    ['Add up.\n```js\nadd(1)\n```', 'javascript'],
  ])('tells the language of %j', async (text, language) => {
    expect((await readTask(text)).language).toBe(language);
  });

  it('goes by the option before the name of the file, and by that before the text', async () => {
    expect((await readTask('add(1) == 2', { fileName: 'a.ts' })).language).toBe('typescript');
    expect((await readTask('add(1) == 2', { fileName: 'a.ts', language: 'python' })).language).toBe('python');
    expect((await readTask('def f(): pass', { fileName: 'task.md' })).language).toBe('python');
  });

  it.each([
    ['Write a function named `add_up` that adds.', 'add_up'], ['Write a python function to add.\nassert add(1, 2) == 3\nassert set(add(2, 2)) == {4}', 'add'],
    ['Implement `total(items)` for a list.', 'total'], ['Write a function called merge.', 'merge'], ['Add two numbers.', null],
  ])('finds the name in the words %j', async (text, name) => {
    const task = await readTask(text, { language: 'python' });
    expect(task).toMatchObject({ form: 'words', functionName: name });
  });

  it('reads Windows line ends and a byte order mark', async () => {
    const task = await readTask('\uFEFFdef f(x):\r\n    """\r\n    >>> f(1)\r\n    2\r\n    """\r\n');
    expect(task.examples).toHaveLength(1);
  });

  it.each([
    ['  \n', {}, 'invalid-input'], ['x'.repeat(500_000), {}, 'invalid-input'], ['def f(): pass', { functionName: 'g' }, 'function-not-found'],
    ['fn main() {}', { fileName: 'main.rs' }, 'unsupported-language'], ['x', { language: 'rust' as 'python' }, 'unsupported-language'],
  ])('refuses %j', async (text, options, code) => {
    await expect(readTask(text, options)).rejects.toMatchObject({ name: 'ReckonError', code, hint: expect.stringMatching(/./) });
  });

  it.each([
    ['Add two numbers with add(a, b).\n\nadd(1, 2) == 3', {}, 'javascript'],
    ['`anyTrue(list)` says whether one is True.\n\nanyTrue([False, True]) == True', { fileName: 'task.txt' }, 'javascript'],
    ['Add two numbers with add(a, b).\n\nadd(1, 2) == 3', { fileName: 'task.py' }, 'python'],
    ['Add two numbers with add(a, b).\n\nadd(1, 2) == 3', { language: 'typescript' }, 'typescript'],
    ['Add two numbers in Python with add(a, b).\n\nadd(1, 2) == 3', {}, 'python'],
    ['Add two numbers with add(a, b).\n\n```py\nadd(1, 2) == 3\n```', {}, 'python'],
    ['def add(a, b):\n    """add(1, 2) == 3"""\n    return a + b', {}, 'python'],
  ] as const)('takes the likely language, JavaScript, only for a text that says none: %j', async (text, options, language) => {
    expect(await readTask(text, { ...options, likelyLanguage: 'javascript' })).toMatchObject({ language });
  });

  it.each([
    ['import os\n\nLIMIT = 3\nprint(LIMIT)\n', { fileName: 'a.py' }],
    ['import os\n', { fileName: 'a.py' }], ['print(1)\n', { fileName: 'a.py' }], ['LIMIT = 3\n', { language: 'python' }],
    ['for x in []:\n    f(x)\n', { language: 'python' }], ['// limits\nexport const LIMIT: number = 3;\n', { fileName: 'a.ts' }],
    ['console.log(1);\n', { fileName: 'a.js' }], ['interface A { b: number }\n', { language: 'typescript' }],
  ] as const)('has nothing to solve in %j', async (text, options) => {
    await expect(readTask(text, options)).rejects.toMatchObject({
      name: 'ReckonError', code: 'invalid-input', message: 'The code has no function to solve.', hint: expect.stringMatching(/^Give a function with a name/),
    });
  });

  it.each([
    ['class Stack:\n    def push(self, x):\n        """\n        >>> Stack().push(1)\n        1\n        """\n', { fileName: 'a.py' }],
    ['export class Stack {\n  push(x: number): number {\n  }\n}\n', { language: 'typescript' }],
  ] as const)('says that methods are not solved yet: %j', async (text, options) => {
    await expect(readTask(text, options)).rejects.toMatchObject({ code: 'invalid-input', hint: expect.stringContaining('Methods of classes cannot be solved yet') });
  });

  it.each([
    ['Add two numbers.', { fileName: 'a.py' }, null], ['Add two numbers.', { language: 'python' }, null], ['double', { language: 'python' }, null],
    ['# Add two numbers.\n', { fileName: 'a.py' }, null], ['"""Add two numbers."""\n', { fileName: 'a.py' }, null],
    ['import math\n\n# Write a function named add.\n', { fileName: 'a.py' }, 'add'], ['# Adds.\nassert add(1, 2) == 3\n', { fileName: 'a.py' }, 'add'],
    ['add(1) == 2', { fileName: 'a.ts' }, 'add'], ['import os\nLIMIT = 3\n', {}, null],
  ] as const)('takes %j for words', async (text, options, functionName) => {
    expect(await readTask(text, options)).toMatchObject({ form: 'words', functionName });
  });

  it('lists the functions that are there when one is not', async () => {
    await expect(readTask('def f(): pass\ndef h(): pass', { functionName: 'g' })).rejects.toMatchObject({ hint: expect.stringContaining('f, h') });
  });
});

describe('describeFunction', () => {
  it('describes a Python function', async () => {
    const found = await describeFunction(await readTask(WITH_HELPER));
    expect(found).toMatchObject({
      name: 'solve', signature: 'def solve(a: int, *rest: str, b=2) -> int:', returnType: 'int', bodyIsEmpty: true,
      parameters: [{ name: 'a', type: 'int' }, { name: 'rest', type: 'str' }, { name: 'b', type: null }],
    });
    expect(found?.docstring).toMatch(/^Solves\./);
    expect(WITH_HELPER.slice(found?.startIndex, found?.endIndex)).toMatch(/^def solve[^]*"""$/);
  });

  it('describes a function whose text breaks off', async () => {
    const found = await describeFunction(await readTask(OPEN_TYPESCRIPT));
    expect(found).toMatchObject({
      name: 'add', signature: 'const add = function (a: number, b?: number) : number', returnType: 'number', bodyIsEmpty: true,
      parameters: [{ name: 'a', type: 'number' }, { name: 'b', type: 'number' }], docstring: 'Adds.\nadd(1, 2) == 3', endIndex: OPEN_TYPESCRIPT.length,
    });
  });

  it('has nothing to say about words', async () => {
    expect(await describeFunction(await readTask('Write a function named f.'))).toBeNull();
  });
});

describe('assembleProgram', () => {
  const answer = 'def solve(a, *rest, b=2):\n    return helper(a)';

  it('puts what the function needs before the definition, without repeating it', async () => {
    const task = await readTask(WITH_HELPER);
    const program = await assembleProgram(task, answer);
    const described = answer.replace(':\n', `:\n    """Solves.\n\n    >>> solve(1)\n    4\n    """\n`);
    expect(program.code).toBe(`import math\n\nLIMIT = 3\n\ndef helper(x):\n    return x + LIMIT\n\n${described}\n`);
    expect((await assembleProgram(task, program.code)).code).toBe(program.code);
  });

  it.each([['    return helper(a)'], ['return helper(a)'], ['    c = 1\n    return c']])('joins a body to its function: %j', async (body) => {
    const program = await assembleProgram(await readTask(WITH_HELPER), body);
    expect(await parses(program.code, 'python')).toBe(true);
    expect(program.code).toContain('def solve(a: int');
    expect(program.code).toContain(body.trim());
  });

  it('closes a body in TypeScript and does not declare anything twice', async () => {
    const task = await readTask(`const one = 1;\n${OPEN_TYPESCRIPT}`);
    for (const body of ['  return a + one;', '  return a + one;\n}', '  return a + one;\n};']) {
      expect(await parses((await assembleProgram(task, body)).code, 'typescript')).toBe(true);
    }
    const whole = await assembleProgram(task, 'const one = 1;\nfunction add(a: number, b: number) { return a + b; }');
    expect(await parses(whole.code, 'typescript')).toBe(true);
    expect(whole.code.match(/const one/g)).toHaveLength(1);
  });

  it('keeps a whole function when what follows it was cut off', async () => {
    const program = await assembleProgram(await readTask(WITH_HELPER), `${answer}\n\nassert solve(1) == (`);
    expect(await parses(program.code, 'python')).toBe(true);
    expect(program.code).not.toContain('assert');
  });

  it.each(['', 'def other():\n    return 1', 'I cannot do that, sorry!', 'def solve(a):\n    return (a +'])('leaves %j as it is, for the sandbox to refuse', async (code) => {
    expect((await assembleProgram(await readTask(WITH_HELPER), code)).code).toBe(`${code}\n`);
  });

  it('takes the definition as it is for a task in words', async () => {
    const task = await readTask('Write a function named add.\nassert add(1) == 2', { language: 'python' });
    expect(await assembleProgram(task, 'def add(x):\n    return x + 1')).toEqual({
      code: 'def add(x):\n    return x + 1\n', program: { functionName: 'add', given: '', givenNames: [], code: 'def add(x):\n    return x + 1\n' },
    });
  });
});

describe('the program that is judged', () => {
  it('says nothing of what is right, while the answer keeps its description', async () => {
    const text = '"""All about it. solve(5) == 50"""\nfrom __future__ import annotations\n\ndef test_solve():\n    assert solve(6) == 60\n\ndef helper(x):  # solve(7) == 70\n    "helper(8) == 80"\n    return x\n\n# solve(9) == 90\ndef solve(x):\n    """\n    >>> solve(1)\n    10\n    """\n';
    for (const answer of ['def solve(x):\n    "solve(1) == 10"\n    return helper(x) * 10\n', '    return helper(x) * 10\n']) {
      const { code, program } = await assembleProgram(await readTask(text, { functionName: 'solve' }), answer);
      expect(code).toMatch(/>>> solve|solve\(1\) == 10/);
      expect(program.code).not.toMatch(/[2-9]0\b|== |>>>/);
      expect(program.code).toContain('return helper(x) * 10');
      expect(program.code.trimStart()).toMatch(/^""\s+from __future__/);
    }
  });

  it('keeps strings that are values, and a function whose body is a description alone', async () => {
    const task = await readTask('def f(x):\n    """\n    >>> f(1)\n    \'a\'\n    """\n');
    const { program } = await assembleProgram(task, 'def g():\n    "nothing"\n\ndef f(x):\n    y = """a"""\n    f"{g()}"\n    return y\n');
    expect(program.code).toBe('def g():\n    ""\n\ndef f(x):\n    y = """a"""\n    f"{g()}"\n    return y\n');
  });

  it('has no comments in JavaScript, where a function can read its own', async () => {
    const task = await readTask('/** f(1) === 10 */\nfunction f(x) {\n}\n', { language: 'javascript' });
    const { code, program } = await assembleProgram(task, 'function f(x) {\n  // f(1) === 10\n  const a = "// no comment"; /* f(1)\n is 10 */ return x /* times */ * 10;\n}\n');
    expect(code).toContain('/** f(1) === 10 */');
    expect(program.code).toBe('function f(x) {\n   \n  const a = "// no comment"; \n return x   * 10;\n}\n');
  });
});

describe('a task whose examples use what it defines', () => {
  const judged = 'def is_sorted(x):\n    return x == sorted(x)\n\ndef my_sort(x):\n    """\n    >>> is_sorted(my_sort([3, 1, 2]))\n    True\n    """\n';
  const copy = 'def is_sorted(x):\n    return True\n\n';

  it.each([
    ['a whole answer with a copy', `${copy}def my_sort(x):\n    return x\n`],
    ['a body', '    return x\n'],
    ['a body with a copy behind it', `    return x\n\n${copy}`],
  ])('sets its own apart from %s, and gives it with the answer', async (_, answer) => {
    const { code, program } = await assembleProgram(await readTask(judged), answer);
    expect(program).toMatchObject({ functionName: 'my_sort', given: 'def is_sorted(x):\n    return x == sorted(x)\n', givenNames: ['is_sorted'] });
    expect(program.code).not.toContain('is_sorted(x):');
    expect(code).toContain('return x == sorted(x)');
    expect(code).not.toContain('return True');
  });

  it('holds in TypeScript, where one name may be declared once', async () => {
    const task = await readTask('const isSorted = (x: number[]): boolean => x.every((v, i) => i === 0 || x[i - 1]! <= v);\n/** isSorted(mySort([2, 1])) === true */\nfunction mySort(x: number[]): number[] {\n}\n');
    const { program } = await assembleProgram(task, 'const isSorted = (x: number[]) => true;\nfunction mySort(x: number[]) { return x; }\n');
    expect(program.givenNames).toEqual(['isSorted']);
    expect(program.code).toBe('function mySort(x: number[]) { return x; }\n');
  });

  it('is judged as one program when they do not, and with the helpers of the task all the same', async () => {
    const { program } = await assembleProgram(await readTask(WITH_HELPER), answerWithHelper);
    expect(program.givenNames).toEqual([]);
    expect(program.code).not.toContain('return 7');
    expect(program.code).toContain('return x + LIMIT');
  });
});

it('checks syntax', async () => {
  expect(await parses('def f(:', 'python')).toBe(false);
  expect(await parses('const x: number = 1;', 'typescript')).toBe(true);
  expect(await parses('const x: number = 1;', 'javascript')).toBe(false);
});
