import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { readTask } from '../../src/verification/task';
import type { Language } from '../../src/verification/types';
import { createVerifier, type SandboxVerifier } from '../../src/verification/verifier';
import { candidateOf } from '../support/candidates';
import { distScript } from '../support/dist';

/** Right answers in ways that a strict sandbox could take for wrong ones: name, assertions, code. */
const HONEST: readonly (readonly [language: Language, name: string, asserts: readonly string[], code: string])[] = [
  ['python', 'a Counter where a dict is expected', ['assert f("aab") == {"a": 2, "b": 1}'], 'from collections import Counter\ndef f(x): return Counter(x)'],
  ['python', 'a defaultdict', ['assert f([1, 2]) == {1: [1], 0: [2]}'], 'from collections import defaultdict\ndef f(x):\n    d = defaultdict(list)\n    for v in x: d[v % 2].append(v)\n    return d'],
  ['python', 'conditions', ['assert abs(f(1) - 0.5) < 1e-6', 'assert all(f(i) == i / 2 for i in range(9))', 'assert isinstance(f(3), float)', 'assert f(2) is not None', 'assert f(1) != f(2)', 'assert 0 <= f(1) < 1'], 'def f(x): return x / 2'],
  ['python', 'truth of a direct call', ['assert f([1, 2])', 'assert not f([2, 1])', 'assert f([]) is True'], 'def f(x): return sorted(x) == x'],
  ['python', 'a generator inside a list', ['assert list(f(3)) == [0, 1, 2]', 'assert sorted(f(2), reverse=True) == [1, 0]'], 'def f(n):\n    for i in range(n): yield i'],
  ['python', 'a decorated function', ['assert f(30) == 832040', 'assert f(10) + f(9) == f(11)'], 'from functools import lru_cache\n@lru_cache(maxsize=None)\ndef f(n): return n if n < 2 else f(n - 1) + f(n - 2)'],
  ['python', 'a helper with the name of a builtin', ['assert f(1, 2) == 2'], 'def max(a, b): return a if a > b else b\ndef f(a, b): return max(a, b)'],
  ['python', 'a function with the name of a builtin', ['assert round(2.5) == 3', 'assert abs(round(0.5) - 1) < 1e-6'], 'import math\ndef round(x): return math.floor(x + 0.5)'],
  ['python', 'printing, typing, dataclasses', ['assert f(2) == [2, 2]'], 'from dataclasses import dataclass\nfrom typing import List\n@dataclass\nclass P:\n    x: int\n    y: int\ndef f(n: int) -> List[int]:\n    print("debug", n)\n    p = P(n, n)\n    return [p.x, p.y]'],
  ['python', 'a dataclass with annotations that are read later', ['assert f(2) == [2, 2]'], 'from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n    next: "P" = None\ndef f(n):\n    return [P(n).x, n]'],
  ['python', 'dates and decimals in conditions', ['assert f("1.10") + f("2") == f("3.1")'], 'from decimal import Decimal\ndef f(x): return Decimal(x)'],
  ['python', 'an argument sorted in place', ['assert f([3, 1]) is None'], 'def f(x): x.sort()'],
  ['python', 'exceptions of a derived type', ['with pytest.raises(ValueError):\n    f(-1)', 'with pytest.raises(Exception):\n    f(-2)', 'with pytest.raises(LookupError): f(-3)'], 'class Odd(ValueError): pass\ndef f(x):\n    if x == -3: return {}[x]\n    raise Odd(x)'],
  ['javascript', 'an arrow function', ['console.assert(f(2) === 4)', 'console.assert(Math.abs(f(0.1) - 0.2) < 1e-9)', 'console.assert(f(1) !== f(2))'], 'const f = (x) => x * 2;'],
  ['javascript', 'conditions on arrays', ['console.assert(f(3).every((v) => v === 3))', 'console.assert(Array.isArray(f(1)))', 'console.assert(f(2).length === 2)'], 'function f(n) { return Array.from({ length: n }, () => n); }'],
  ['javascript', 'a class behind a function', ['console.assert(f(2) === 4)'], 'class Doubler { #n; constructor(n) { this.#n = n; } get twice() { return this.#n * 2; } }\nexport default function f(x) { return new Doubler(x).twice; }'],
  ['javascript', 'polyfills', ['console.assert(f([1, 2]) === 3)', 'console.assert(Number.isInteger(f([1])))'], 'Array.prototype.total = function () { return this.reduce((a, b) => a + b, 0); };\nfunction f(x) { return x.total(); }'],
  ['javascript', 'an error class', ['expect(() => f(-1)).toThrow(RangeError)', 'expect(() => f(-2)).toThrow()', 'console.assert(f(1) === 1)'], 'class Odd extends Error { constructor(m) { super(m); this.name = "Odd"; } }\nfunction f(x) { if (x < 0) throw new RangeError("no"); return x; }'],
  ['typescript', 'types, enums and generics', ['console.assert(f(2) === 4)'], 'enum By { Two = 2 }\ntype N = number;\nexport const f = <T extends N>(x: T): N => (x as number) * By.Two;'],
  ['typescript', 'a named export at the end', ['console.assert(f(2) === 4)'], 'function f(x: number): number {\n  return x * 2;\n}\nexport { f };'],
  ['typescript', 'a default export at the end', ['console.assert(f(2) === 4)'], 'const f = (x: number): number => x * 2;\nexport default f;'],
  ['javascript', 'printing', ['console.assert(f(2) === 4)'], 'function f(x) { console.log("debug", x); return x * 2; }'],
  ['javascript', 'an export by module', ['console.assert(f(2) === 4)'], 'function f(x) { return x * 2; }\nmodule.exports = { f };'],
];

describe('right answers', () => {
  let verifier: SandboxVerifier;
  beforeAll(() => {
    verifier = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock });
  });
  afterAll(() => verifier.dispose());

  it.each(HONEST)('%s: %s', async (language, _, asserts, code) => {
    const name = /round\(/.test(asserts[0] ?? '') ? 'round' : 'f';
    const task = await readTask(`Write a function ${name}.\n\n${asserts.join('\n')}\n`, { language, functionName: name });
    expect(task.examples).toHaveLength(asserts.length);
    const verdict = await verifier.verify(candidateOf(language, code, name), task.examples);
    expect(verdict.status, verdict.reason).toBe('passed');
  });

  it.each([
    ['python', 'with pytest.raises(Exception): f(1)', 'def g(x): return x'],
    ['python', 'with pytest.raises(SyntaxError): f(1)', 'def f(x) return'],
    ['python', 'with pytest.raises(ValueError): f(1)', 'raise ValueError(1)'],
    ['javascript', 'expect(() => f(1)).toThrow()', 'function g() {}'],
    ['javascript', 'expect(() => f(1)).toThrow(Error)', 'throw new Error("at load");'],
  ] as const)('%s: %s is not met by code that does not work: %s', async (language, assertion, code) => {
    const task = await readTask(`Write a function f.\n\n${assertion}\n`, { language, functionName: 'f' });
    expect(task.examples).toHaveLength(1);
    expect((await verifier.verify(candidateOf(language, code, 'f'), task.examples)).status).toBe('failed');
  });

  it('is the same in a process that has run nothing', async () => {
    const task = await readTask('Write f.\nassert f(2) == {2: 4}', { language: 'python', functionName: 'f' });
    const candidate = candidateOf('python', 'def f(x): return {x: 2 * x}', 'f');
    const verdict = await verifier.verify(candidate, task.examples);
    const confirmed = await verifier.verify(candidate, task.examples, { virgin: true });
    expect(confirmed.results).toEqual(verdict.results);
    expect(confirmed.status).toBe('passed');
  });

  it('ends at the limit that the caller gives, and that is no limit for the next', async () => {
    const task = await readTask('Write f.\nassert f(2) == 4', { language: 'python', functionName: 'f' });
    const endless = await verifier.verify(candidateOf('python', 'def f(x):\n    while True: pass', 'f'), task.examples, { maxSeconds: 0 });
    expect(endless.status).toBe('timed-out');
    expect((await verifier.verify(candidateOf('python', 'def f(x): return 2 * x', 'f'), task.examples)).status).toBe('passed');
  });
});
