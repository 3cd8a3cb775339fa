import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { isTestFile } from '../project/judges';
import type { TestFramework } from '../types';

/**
 * Controls: tests that have to fail, put beside the project's own. Code that makes every test pass by changing
 * the framework makes these pass, too. Several ways to fail, since a patch may have met one of them only.
 */
type Controls = (token: string, path: string, text: string) => string;

const PYTHON_BODIES: Readonly<Record<string, string>> = { equal: 'assert [1, 2] == [2, 1]', raise: 'raise RuntimeError("a control: it has to fail")' };
const UNITTEST_BODIES: Readonly<Record<string, string>> = {
  equal: 'self.assertEqual([1, 2], [2, 1])', is_true: 'self.assertTrue(False)', is_in: 'self.assertIn(1, [])', raise: 'raise RuntimeError("a control: it has to fail")',
};
const EXPECT_BODIES: Readonly<Record<string, string>> = { be: 'expect(1).toBe(2)', equal: 'expect([1]).toEqual([2])', throw: 'throw new Error("a control: it has to fail")' };
const ASSERT_BODIES: Readonly<Record<string, string>> = {
  equal: 'reckonAssert.strictEqual(1, 2)', deep: 'reckonAssert.deepStrictEqual([1], [2])', ok: 'reckonAssert.ok(false)', throw: 'throw new Error("a control: it has to fail")',
};

function scriptTests(register: string, token: string, bodies: Readonly<Record<string, string>>): string {
  return Object.entries(bodies).map(([name, body]) => `${register}('${token} ${name}', () => { ${body}; });\n`).join('');
}

const isModule = (path: string, text: string): boolean => extname(path).startsWith('.m') || /^\s*(?:import|export)\b[^(]/m.test(text);

const CONTROLS: Readonly<Record<TestFramework, Controls>> = {
  pytest: (token) => Object.entries(PYTHON_BODIES).map(([name, body]) => `\n\ndef test_${token}_${name}():\n    ${body}\n`).join(''),
  unittest: (token) => `\n\nimport unittest as ${token}_unittest\n\n\nclass ${token}(${token}_unittest.TestCase):\n${Object.entries(UNITTEST_BODIES).map(([name, body]) => `    def test_${name}(self):\n        ${body}\n`).join('\n')}`,
  vitest: (token) => `\nimport { test as ${token}, expect as ${token}Expect } from 'vitest';\n${scriptTests(token, token, EXPECT_BODIES).replaceAll('expect(', `${token}Expect(`)}`,
  jest: (token) => `\n${scriptTests('test', token, EXPECT_BODIES)}`,
  mocha: (token) => `\n${scriptTests("(typeof it === 'function' ? it : test)", token, { throw: EXPECT_BODIES['throw'] ?? '' })}`,
  node: (token, path, text) => {
    const imports = isModule(path, text)
      ? `import { test as ${token} } from 'node:test';\nimport reckonAssert from 'node:assert';\n`
      : `var ${token} = require('node:test').test;\nvar reckonAssert = require('node:assert');\n`;
    return `\n${imports}${scriptTests(token, token, ASSERT_BODIES)}`;
  },
  cargo: (token, _path, text) => (text.includes('#[test]') ? `\n#[cfg(test)]\nmod ${token} {\n    #[test]\n    fn equal() {\n        assert_eq!(1, 2);\n    }\n}\n` : ''),
  go: () => '',
};

/** Puts controls into a copy. @returns the paths that were changed or added. */
export function addControls(framework: TestFramework, token: string, root: string, paths: readonly string[]): string[] {
  return framework === 'go' ? addGoControls(token, root, paths) : paths.filter((path) => isFor(framework, path) && append(framework, token, root, path));
}

export function isControl(id: string, token: string): boolean {
  return id.includes(token);
}

function isFor(framework: TestFramework, path: string): boolean {
  const kind = extname(path);
  switch (framework) {
    case 'pytest':
    case 'unittest':
      return kind === '.py' && isTestFile(path);
    case 'cargo':
      return kind === '.rs';
    case 'node':
      return /^\.[cm]?[jt]s$/.test(kind) && (isTestFile(path) || /(?:^|\/)test\//.test(path));
    default:
      return /^\.[cm]?[jt]sx?$/.test(kind) && isTestFile(path);
  }
}

function append(framework: TestFramework, token: string, root: string, path: string): boolean {
  const file = join(root, path);
  const addition = existsSync(file) ? CONTROLS[framework](token, path, readFileSync(file, 'utf8')) : '';
  if (addition !== '') {
    appendFileSync(file, addition);
  }
  return addition !== '';
}

/** In Go a file of its own in each package that has tests: imports stand at the top of a file. */
function addGoControls(token: string, root: string, paths: readonly string[]): string[] {
  const packages = new Map(paths.filter((path) => basename(path).endsWith('_test.go')).map((path) => [dirname(path), path]));
  return [...packages].flatMap(([folder, path]) => {
    const name = /^package\s+(\w+)/m.exec(readFileSync(join(root, path), 'utf8'))?.[1];
    if (name === undefined) {
      return [];
    }
    const added = folder === '.' ? `${token}_test.go` : `${folder}/${token}_test.go`;
    writeFileSync(join(root, added), `package ${name}\n\nimport "testing"\n\nfunc Test_${token}(t *testing.T) {\n\tt.Fatal("a control: it has to fail")\n}\n`);
    return [added];
  });
}
