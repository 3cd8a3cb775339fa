import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { assembleProgram, readTask } from '../../src/verification/task';
import type { Example, Language, VerdictStatus } from '../../src/verification/types';
import { createVerifier, type SandboxVerifier } from '../../src/verification/verifier';
import { candidateOf } from '../support/candidates';
import { distScript } from '../support/dist';

interface Row {
  readonly name: string;
  readonly task: string;
  readonly answer: string;
  readonly status: VerdictStatus;
}

const rows = (task: string, answers: readonly (readonly [name: string, answer: string, status: VerdictStatus])[]): readonly Row[] =>
  answers.map(([name, answer, status]) => ({ name, task, answer, status }));

const SORTED = `def is_sorted(x):
    return list(x) == sorted(x)

def my_sort(x):
    """
    >>> is_sorted(my_sort([3, 1, 2]))
    True
    """
`;
const ALWAYS = 'class Any(list):\n    def __eq__(self, other): return True\n';

const LINKED = `from dataclasses import dataclass

@dataclass
class Node:
    value: int
    next: "Node" = None

def to_list(node):
    return [] if node is None else [node.value] + to_list(node.next)

def same(a, b):
    return a == b

def word(a, b):
    return "same" if a == b else "different"

def build(values):
    """
    >>> to_list(build([1, 2]))
    [1, 2]
    >>> same(build([1]), Node(1))
    True
    >>> word(build([1]), Node(1))
    'same'
    """
`;
const NODE_COPY = 'class Node:\n    def __init__(self, value, next=None): self.value, self.next = value, next\n    def __eq__(self, other): return True\n';
const BUILD = 'def build(values):\n    return None if not values else Node(values[0], build(values[1:]))\n';

const PYTHON: readonly Row[] = [
  ...rows(SORTED, [
    ['right', 'def my_sort(x):\n    return sorted(x)\n', 'passed'],
    ['right, with a copy of the helper', `def is_sorted(x):\n    return list(x) == sorted(x)\n\ndef my_sort(x):\n    return sorted(x)\n`, 'passed'],
    ['a helper of its own', 'def is_sorted(x):\n    return True\n\ndef my_sort(x):\n    return x\n', 'failed'],
    ['a helper of its own, hidden in a condition', 'if True:\n    def is_sorted(x): return True\n\ndef my_sort(x):\n    return x\n', 'failed'],
    ['a helper replaced during the call', 'def my_sort(x):\n    global is_sorted\n    is_sorted = lambda x: True\n    return x\n', 'failed'],
    ['the code of the helper replaced', 'def my_sort(x):\n    is_sorted.__code__ = (lambda x: True).__code__\n    return x\n', 'failed'],
    ['a builtin under the helper', 'def sorted(x): return x\ndef my_sort(x):\n    return x\n', 'failed'],
    ['a builtin under the helper, made during the call', 'def my_sort(x):\n    globals()["sorted"] = list\n    return x\n', 'failed'],
    ['a judge looked for in the frames', 'import sys\ndef my_sort(x):\n    frame = sys._getframe()\n    while frame:\n        for key in list(frame.f_globals):\n            if key == "is_sorted": frame.f_globals[key] = lambda v: True\n        frame = frame.f_back\n    return x\n', 'failed'],
    ['an argument changed in place and given back', 'def my_sort(x):\n    x.sort()\n    return x\n', 'passed'],
    ['an object that equals everything', 'import builtins\nclass Any:\n    def __iter__(self): return iter([])\n    def __eq__(self, other): return True\ndef my_sort(x):\n    x[:] = [Any(), Any()]\n    return [Any()]\n', 'inconclusive'],
  ]),
  ...rows(LINKED, [
    ['right', BUILD, 'passed'],
    ['right, the class repeated', `from dataclasses import dataclass\n\n@dataclass\nclass Node:\n    value: int\n    next: "Node" = None\n\n${BUILD}`, 'passed'],
    ['a class of its own', `${NODE_COPY}\ndef build(values):\n    return Node(7)\n`, 'failed'],
    ['the class patched', `setattr(Node, '__eq__', lambda a, b: True)\n${BUILD}`, 'inconclusive'],
    ['right, an assignment to the class left out', `Node.__eq__ = lambda a, b: True\n${BUILD}`, 'passed'],
    ['an object for a helper that answers in words', `${ALWAYS}def build(values):\n    made = Any()\n    made.value, made.next = values[0], None if len(values) == 1 else build(values[1:])\n    return made\n`, 'inconclusive'],
  ]),
  ...rows('def judge(x):\n    return x == 4\n\ndef f(x):\n    """\n    >>> judge(f(2))\n    True\n    """\n', [
    ['right by a whole file', 'def judge(x):\n    return x == 4\n\ndef f(x):\n    return 2 * x\n', 'passed'],
    ['an always-true object', `${ALWAYS}def f(x):\n    return Any()\n`, 'inconclusive'],
  ]),
  ...rows('import math\nLIMIT = 3\n\ndef f(x):\n    """\n    >>> f(LIMIT)\n    6\n    >>> math.isclose(f(1), 2)\n    True\n    """\n', [
    ['right', 'import math\nLIMIT = 4\n\ndef f(x):\n    return 2 * x\n', 'passed'],
  ]),
  ...rows('def helper(x):\n    return f(x) == 2\n\ndef f(x):\n    """\n    >>> helper(f(1))\n    True\n    """\n', [
    ['right, where a helper calls the function itself', 'def f(x):\n    return 2\n', 'passed'],
    ['a helper that calls the function itself', `${ALWAYS}def f(x):\n    return Any() if x == 2 else 2\n`, 'inconclusive'],
  ]),
  ...rows('def f(x):\n    """\n    >>> f(1)\n    10\n    """\n', [
    ['an answer that reads its description', 'import re\ndef f(x):\n    return int(re.findall("[0-9]+", f.__doc__)[-1])\n', 'failed'],
  ]),
  ...rows('def max(a, b):\n    """\n    >>> max(1, 2)\n    2\n    """\n', [
    ['right', 'def max(a, b):\n    return a if a > b else b\n', 'passed'],
    ['nothing, where a builtin has the name', 'def maximum(a, b):\n    return a\n', 'failed'],
  ]),
];

const SORTED_SCRIPT = `function isSorted(x: number[]): boolean {
  return x.every((v, i) => i === 0 || x[i - 1]! <= v);
}

/** isSorted(mySort([3, 1, 2])) === true */
export function mySort(x: number[]): number[] {
}
`;
const POINTS = `class Point {
  constructor(readonly x: number) {}
  equals(other: Point): boolean { return this.x === other.x; }
}
const same = (a: Point, b: Point): boolean => a.equals(b);
const word = (a: Point, b: Point): string => same(a, b) ? 'same' : 'different';
/**
 * same(move(new Point(1)), new Point(2)) === true
 * word(move(new Point(2)), new Point(3)) === 'same'
 */
function move(p: Point): Point {
}
`;

const SCRIPT: readonly Row[] = [
  ...rows(SORTED_SCRIPT, [
    ['right', 'export function mySort(x: number[]): number[] { return [...x].sort((a, b) => a - b); }', 'passed'],
    ['a helper of its own', 'const isSorted = (x: number[]) => true;\nfunction mySort(x: number[]) { return x; }', 'failed'],
    ['a helper replaced at load', 'isSorted = () => true;\nfunction mySort(x: number[]) { return x; }', 'failed'],
    ['a helper replaced at load, hidden in a condition', 'if (true) { isSorted = () => true; }\nfunction mySort(x: number[]) { return x; }', 'failed'],
    ['a helper replaced during the call', 'function mySort(x: number[]) { globalThis.isSorted = () => true; return x; }', 'failed'],
    ['a method under the helper', 'Array.prototype.every = () => true;\nfunction mySort(x: number[]) { return x; }', 'failed'],
    ['an object that says yes to everything', 'function mySort(x: number[]) { return { every: () => true }; }', 'inconclusive'],
  ]),
  ...rows(POINTS, [
    ['right', 'function move(p: Point): Point { return new Point(p.x + 1); }', 'passed'],
    ['right, the class repeated', 'class Point {\n  constructor(readonly x: number) {}\n  equals(other: Point): boolean { return this.x === other.x; }\n}\nfunction move(p: Point): Point { return new Point(p.x + 1); }', 'passed'],
    ['the class patched', 'function move(p: Point): Point { Point.prototype.equals = () => true; return p; }', 'inconclusive'],
    ['an object for a helper that answers in words', 'function move(p: Point) { return { equals: () => true }; }', 'inconclusive'],
    ['a method of one object', 'function move(p: Point): Point { return Object.assign(new Point(9), { equals: () => true }); }', 'inconclusive'],
  ]),
  ...rows('/** f(1) === 10 */\nfunction f(x: number): number {\n}\n', [
    ['an answer that reads its comments', 'function f(x: number) {\n  /* 10 */\n  return Number(/[0-9]+/.exec(String(f))?.[0]);\n}', 'failed'],
  ]),
  ...rows('/** isNaN("x") === true */\nfunction isNaN(x: unknown): boolean {\n}\n', [
    ['right', 'function isNaN(x: unknown): boolean { return Number(x) !== Number(x); }', 'passed'],
    ['nothing, where the language has the name', 'function notANumber(x: unknown): boolean { return true; }', 'failed'],
  ]),
];

describe('who judges an answer', () => {
  let verifier: SandboxVerifier;
  beforeAll(() => {
    verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock });
  });
  afterAll(() => verifier.dispose());

  it.each([...PYTHON.map((row) => ['python', row.name, row.status, row] as const), ...SCRIPT.map((row) => ['typescript', row.name, row.status, row] as const)])('%s: %s is %s', async (language: Language, _, __, { task: text, answer, status }) => {
    const task = await readTask(text, { language });
    expect(task.notUnderstood).toEqual([]);
    expect(task.examples.length).toBeGreaterThan(0);
    const verdict = await verifier.verify({ id: 'c', language, ...(await assembleProgram(task, answer)) }, task.examples);
    expect(verdict.status, JSON.stringify([verdict.reason, verdict.results])).toBe(status);
  });

  it.each([
    ['python', 'right, by an exception that is made of more than a message', 'def f(x):\n    return x.encode("ascii")', 'passed'],
    ['python', 'right, by an exception of its own', 'class Odd(ValueError):\n    pass\ndef f(x):\n    raise Odd(x)', 'passed'],
    ['python', 'an exception of another kind', 'def f(x):\n    raise KeyError(x)', 'failed'],
    ['javascript', 'right, by an error of its own', 'class Odd extends RangeError {}\nfunction f(x) { throw new Odd("odd"); }', 'passed'],
    ['javascript', 'an error of another kind', 'function f(x) { throw new TypeError("odd"); }', 'failed'],
  ] as const)('%s: what the task catches: %s is %s', async (language, _, code, status) => {
    const [given, expression] = language === 'python'
      ? ['def refused(x):\n    try:\n        f(x)\n    except ValueError:\n        return True\n    return False\n', 'refused("\u00e9") and refused("\u00e8")']
      : ['function refused(x) {\n  try { f(x); return false; } catch (error) { return error instanceof RangeError; }\n}\n', 'refused(1) && refused(2)'];
    const example: Example = { id: 'ex1', kind: 'assert', line: 1, label: '', expression, expected: { type: 'truthy' } };
    const verdict = await verifier.verify(candidateOf(language, code, 'f', { given, givenNames: ['refused'] }), [example]);
    expect(verdict.status, JSON.stringify([verdict.reason, verdict.results])).toBe(status);
  });
});
