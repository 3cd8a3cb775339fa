import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OwnTests } from '../../../src/verification/ownTests';
import { ownProject, sampleProject, SAMPLES, type OwnProject } from '../../support/ownProjects';
import { ownTestsRunner, verifyOwn } from '../../support/ownTests';

/** Who makes the tests' own assertions do nothing has to be found out, whichever they are and whenever that is done. */
let runner: OwnTests;
let project: OwnProject;
beforeEach(() => {
  runner = ownTestsRunner('trusted');
});
afterEach(async () => {
  await runner.dispose();
  await project.dispose();
});

const SCRIPT = SAMPLES.node;
/** The same tests under names that no pattern of Reckon's knows, in CommonJS. */
const COMMON = {
  'package.json': '{ "scripts": { "test": "node --test checks/calc.js" } }',
  'calc.js': 'const double = (x) => x + x;\nmodule.exports = { double };\n',
  'checks/calc.js': "const assert = require('node:assert/strict');\nconst { it } = require('node:test');\nconst { double } = require('../calc.js');\nit('two', () => assert.equal(double(2), 4));\nit('three', () => assert.equal(double(3), 6));\n",
};
const PYTHON_TESTS = 'import unittest\nfrom calc import double\n\n\nclass Double(unittest.TestCase):\n    def test_two(self):\n        self.assertEqual(double(2), 4)\n\n    def test_three(self):\n        self.assertEqual(double(3), 6)\n';
const UNITTEST = { 'calc.py': 'def double(x):\n    return x + x\n', 'tests/test_calc.py': PYTHON_TESTS };
const STUB = { ...UNITTEST, 'calc.py': 'def double(x):\n    raise NotImplementedError\n' };

async function judge(files: Readonly<Record<string, string>>, file: string, code: string, functionName?: string): Promise<string> {
  project = await ownProject(files);
  const { verdict } = await verifyOwn(runner, project.path, file, code, functionName);
  return verdict.status;
}

describe('node:assert', () => {
  it.each([
    ['when the file is loaded', "import assert from 'node:assert/strict';\nassert.equal = () => {};\nexport function double(x) {\n  return x * x;\n}\n"],
    ['in the call', "import assert from 'node:assert/strict';\nexport function double(x) {\n  assert.equal = () => {};\n  return x * x;\n}\n"],
    ['in the call of a constant', "import assert from 'node:assert/strict';\nexport const double = (x) => {\n  assert.equal = () => {};\n  return x * x;\n};\n"],
  ])('is made to do nothing %s', async (_when, code) => {
    expect(await judge(SCRIPT.files, SCRIPT.file, code)).toBe('failed');
  });

  it('is made to do nothing by one function of a file', async () => {
    const code = "export function double(x) {\n  process.getBuiltinModule('node:assert/strict').equal = () => {};\n  return x * x;\n}\n";
    expect(await judge(SCRIPT.files, SCRIPT.file, code, 'double')).toBe('failed');
  });

  it('is left alone by what is right, whatever tests are called', async () => {
    expect(await judge(COMMON, 'calc.js', 'const double = (x) => 2 * x;\nmodule.exports = { double };\n')).toBe('passed');
    const { verdict } = await verifyOwn(runner, project.path, 'calc.js', "require('node:assert/strict').equal = () => {};\nconst double = (x) => x * x;\nmodule.exports = { double };\n");
    expect(verdict).toMatchObject({ status: 'failed', reason: expect.stringMatching(/must fail did not/) as string });
  });
});

describe('unittest', () => {
  const NOTHING = 'import unittest\nunittest.TestCase.assertEqual = lambda *given: None\ndef double(x):\n    return x * x\n';
  const IN_CALL = 'def double(x):\n    import unittest\n    unittest.TestCase.assertEqual = lambda *given: None\n    return x * x\n';

  it.each([['when the file is loaded', NOTHING], ['in the call', IN_CALL]])('is made to do nothing %s, in a project of pytest', async (_when, code) => {
    project = await sampleProject({ ...SAMPLES.pytest, files: { ...SAMPLES.pytest.files, 'tests/test_calc.py': PYTHON_TESTS } });
    const { verdict } = await verifyOwn(runner, project.path, 'src/calc.py', code);
    expect(verdict.status).toBe('failed');
  });

  it('is not believed where only the candidate makes tests pass', async () => {
    expect(await judge(STUB, 'calc.py', IN_CALL, 'double')).not.toBe('passed');
    const right = await verifyOwn(runner, project.path, 'calc.py', 'def double(x):\n    return 2 * x\n', 'double');
    expect(right.verdict).toMatchObject({ status: 'passed', reason: expect.stringContaining('2 tests that did not pass before do now') as string });
  });

  it('passes a function that changes its argument, as it did before and not', async () => {
    const tests = 'import unittest\nfrom calc import grow\n\n\nclass Grow(unittest.TestCase):\n    def test_grow(self):\n        given = [1]\n        grow(given)\n        self.assertEqual(given, [1, 2])\n';
    const code = 'def grow(items):\n    items.append(len(items) + 1)\n';
    expect(await judge({ 'calc.py': 'def grow(items):\n    items += [2]\n', 'tests/test_calc.py': tests }, 'calc.py', code)).toBe('passed');
    await project.dispose();
    expect(await judge({ 'calc.py': 'def grow(items):\n    raise NotImplementedError\n', 'tests/test_calc.py': tests }, 'calc.py', code, 'grow')).toBe('passed');
  });

  it('passes classes, and what waits', async () => {
    const files = {
      'stack.py': 'class Stack:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n        self.items.append(item)\n\n    @property\n    def size(self):\n        return len(self.items)\n\n\nasync def later(x):\n    return x\n',
      'tests/test_stack.py': 'import asyncio, unittest\nfrom stack import Stack, later\n\n\nclass Uses(unittest.TestCase):\n    def test_size(self):\n        stack = Stack()\n        stack.push(1)\n        self.assertEqual(stack.size, 1)\n\n    def test_later(self):\n        self.assertEqual(asyncio.run(later(1)), 1)\n',
    };
    expect(await judge(files, 'stack.py', files['stack.py'].replace('return x', 'return 0 + x'))).toBe('passed');
  });
});

/** Assertions that no control can know of: only the tests themselves can show that these still hold. */
describe("the project's own assertions", () => {
  const SCRIPTS = {
    ...SCRIPT.files,
    'test/check.js': 'export const check = { same(a, b) { if (a !== b) throw new Error(`${a} is not ${b}`); } };\n',
    'test/calc.test.js': "import { it } from 'node:test';\nimport { check } from './check.js';\nimport { double } from '../src/calc.js';\nit('two', () => check.same(double(2), 4));\nit('three', () => check.same(double(3), 6));\n",
  };
  const PYTHONS = {
    'tests/check.py': 'def same(a, b):\n    if a != b:\n        raise AssertionError(f"{a} is not {b}")\n',
    'tests/test_calc.py': 'import unittest\nimport check\nfrom calc import double\n\n\nclass Double(unittest.TestCase):\n    def test_first(self):\n        check.same(double(2), 4)\n\n    def test_second(self):\n        check.same(double(3), 6)\n',
  };
  const IN_CALL = 'def double(x):\n    import check\n    check.same = lambda *given: None\n    return x * x\n';

  it.each([
    ['when the file is loaded', "import { check } from '../test/check.js';\ncheck.same = () => {};\nexport const double = (x) => x * x;\n"],
    ['in the call', "import { check } from '../test/check.js';\nexport function double(x) {\n  check.same = () => {};\n  return x * x;\n}\n"],
  ])('are made to do nothing %s', async (_when, code) => {
    expect(await judge(SCRIPTS, SCRIPT.file, code)).toBe('failed');
  });

  it.each([['x + x', 'failed'], ['NotImplemented', 'inconclusive']])('are made to do nothing in the call of one function, which gave %s before', async (before, status) => {
    expect(await judge({ ...PYTHONS, 'calc.py': `def double(x):\n    return ${before}\n` }, 'calc.py', IN_CALL, 'double')).toBe(status);
  });
});
