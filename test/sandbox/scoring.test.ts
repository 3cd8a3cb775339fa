import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock';
import { CandidateScores, ResultCache, Scorer, type Problem, type Score } from '../../src/evaluation';
import { createVerifier, type SandboxVerifier } from '../../src/verification/verifier';
import { candidateOf } from '../support/candidates';
import { distScript } from '../support/dist';
import { temporaryFolder } from '../support/temporaryFolder';

const PYTHON: Problem = {
  id: 'made/0', language: 'python', functionName: 'halves', prompt: 'def halves(xs):\n', solution: null, inputs: [], baseInputs: 0, tolerance: 0,
  test: 'def check(candidate):\n    assert candidate([2, 4]) == [1, 2]\n    assert candidate([]) == []\n',
};
const WITH_INPUTS: Problem = {
  ...PYTHON, id: 'made/1', prompt: 'def halves(xs):\n    """Halves."""\n', solution: '    return [x / 2 for x in xs]\n', tolerance: 1e-6,
  inputs: ['[[2, 4]]', '[[]]', '[[1, 123456789012345678901]]', '["not a list of numbers"]'], baseInputs: 2,
};
const TYPESCRIPT: Problem = {
  ...PYTHON, id: 'made/2', language: 'typescript', prompt: 'const halves = function (xs: number[]): number[] {\n',
  test: "import * as assert from 'assert'\n\nlet actual_1 = halves([2, 4]);\nassert.deepEqual(actual_1, [1, 2], 'first');\n",
};
const JAVASCRIPT: Problem = {
  ...TYPESCRIPT, id: 'made/3', language: 'javascript', prompt: 'function halves(xs) {\n',
  test: 'const _ = require("lodash")\n\nfunction compare(a, b) {\n  return _.isEqual(a, b)\n}\nvar x0 = halves([2, 4]);\nif (!compare(x0, [1, 2])) {\n  throw "Value = " + JSON.stringify(x)\n}\n',
};

describe('scoring with hidden tests', () => {
  let executor: SandboxVerifier;
  let scorer: Scorer;
  beforeAll(() => {
    executor = createVerifier({ pythonScript: distScript('sandbox-python.js'), javascriptScript: distScript('sandbox-javascript.js'), clock: systemClock, limits: { exampleSeconds: 3 } });
    scorer = new Scorer(executor, systemClock);
  });
  afterAll(() => executor.dispose());

  it.each([
    ['a program of tests in Python', PYTHON, 'def halves(xs):\n    return [x // 2 for x in xs]', { base: true, plus: null }],
    ['a program of tests in Python', PYTHON, 'def halves(xs):\n    return xs', { base: false, plus: null }],
    ['a program of tests in Python', PYTHON, 'def halves(xs):\n    while True: pass', { base: false, plus: null }],
    ['a program of tests in Python', PYTHON, 'def other(xs):\n    return xs', { base: false, plus: null }],
    ['inputs and a solution', WITH_INPUTS, 'def halves(xs):\n    return [x * 0.5 for x in xs]', { base: true, plus: true }],
    ['inputs and a solution', WITH_INPUTS, 'def halves(xs):\n    return [x / 2 for x in xs if x > 1]', { base: true, plus: false }],
    ['inputs and a solution', WITH_INPUTS, 'def halves(xs):\n    return [x / 2 + 1e-7 for x in xs[:2]]', { base: true, plus: true }],
    ['inputs and a solution', WITH_INPUTS, 'def halves(xs):\n    return xs', { base: false, plus: false }],
    ['inputs and a solution', WITH_INPUTS, 'class Any:\n    def __eq__(self, other): return True\ndef halves(xs):\n    return Any()', { base: false, plus: false }],
    ['statements in TypeScript', TYPESCRIPT, 'const halves = function (xs: number[]): number[] {\n  return xs.map((x) => x / 2);\n}', { base: true, plus: null }],
    ['statements in TypeScript', TYPESCRIPT, 'const halves = function (xs: number[]): number[] {\n  return [...xs];\n}', { base: false, plus: null }],
    ['statements in JavaScript', JAVASCRIPT, 'function halves(xs) {\n  return xs.map((x) => x / 2);\n}', { base: true, plus: null }],
    ['statements in JavaScript', JAVASCRIPT, 'function halves(xs) {\n  return [1, 2, 3];\n}', { base: false, plus: null }],
  ] as const)('by %s', async (_, problem, code, score) => {
    expect(await scorer.score(problem, candidateOf(problem.language, code, 'halves'))).toEqual(score);
  });

  it.each([
    ['its solution gives nothing that can be compared', { ...WITH_INPUTS, id: 'made/6', solution: '    return object()\n' }],
    ['its solution handles no input of its own tests', { ...WITH_INPUTS, id: 'made/7', inputs: ['["no list"]', '[[2]]'], baseInputs: 1 }],
    ['its solution does not pass its own tests', { ...PYTHON, id: 'made/8', prompt: WITH_INPUTS.prompt, solution: '    return 1\n' }],
  ] as const)('gives no score to a problem where %s', async (_, problem) => {
    await expect(scorer.score(problem, candidateOf('python', 'def halves(xs):\n    return [x / 2 for x in xs]', 'halves'))).rejects.toThrow('cannot be scored');
  });

  it('keeps no score of an answer that was stopped half-way', async () => {
    const folder = await temporaryFolder();
    try {
      const path = join(folder.path, 'scores.jsonl');
      const right = candidateOf('python', 'def halves(xs):\n    return [x // 2 for x in xs]', 'halves');
      const cancel = new AbortController();
      const stopped = new CandidateScores(scorer, new ResultCache<Score>(path)).of(PYTHON, right, cancel.signal);
      cancel.abort();
      await expect(stopped).rejects.toThrow(expect.objectContaining({ code: 'cancelled' }) as Error);
      expect(await new CandidateScores(scorer, new ResultCache<Score>(path)).of(PYTHON, right)).toEqual({ base: true, plus: null });
    } finally {
      await folder.dispose();
    }
  });

  it('takes any root of a polynomial where the problem asks for one', async () => {
    const problem: Problem = {
      ...WITH_INPUTS, id: 'made/4', functionName: 'find_zero', prompt: 'def poly(xs: list, x: float):\n    return sum([c * x ** i for i, c in enumerate(xs)])\n\ndef find_zero(xs: list):\n',
      solution: '    return -1.0\n', inputs: ['[[-1, 0, 1]]'], baseInputs: 1,
    };
    const answer = (root: string): ReturnType<typeof candidateOf> => candidateOf('python', `def find_zero(xs):\n    return ${root}`, 'find_zero');
    expect(await scorer.score(problem, answer('1.0'))).toEqual({ base: true, plus: null });
    expect(await scorer.score(problem, answer('0.5'))).toEqual({ base: false, plus: null });
    // x² + 5 has no root: the solution's own answer is none.
    const rootless = { ...problem, id: 'made/5', inputs: [...problem.inputs, '[[5, 0, 1]]'], baseInputs: 2 };
    expect(await scorer.score(rootless, answer('1.0'))).toEqual({ base: true, plus: null });
  });
});
