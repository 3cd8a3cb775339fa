import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { TestFramework } from '../types';

/**
 * Controls: tests that have to fail, put beside the project's own. Code that makes every test pass by changing
 * the framework makes these pass, too. Several ways to fail, since a patch may have met one of them only.
 */
type Controls = (token: string, path: string, text: string) => string;

const PYTHON_BODIES: Readonly<Record<string, string>> = { equal: 'assert [1, 2] == [2, 1]', raise: 'raise RuntimeError("a control: it has to fail")' };
const UNITTEST_BODIES: Readonly<Record<string, string>> = {
  equal: 'self.assertEqual([1, 2], [2, 1])', is_true: 'self.assertTrue(False)', is_false: 'self.assertFalse(True)', is_in: 'self.assertIn(1, [])', is_none: 'self.assertIsNone(1)', nearly: 'self.assertAlmostEqual(1, 2)', raises: 'self.assertRaises(ValueError, int)', plain: 'assert [1, 2] == [2, 1]', raise: 'raise RuntimeError("a control: it has to fail")',
};
const EXPECT_BODIES: Readonly<Record<string, string>> = {
  be: 'expect(1).toBe(2)', equal: 'expect([1]).toEqual([2])', strict: 'expect([1]).toStrictEqual([2])', not: 'expect(1).not.toBe(1)', throw: 'throw new Error("a control: it has to fail")',
};
/** @param assert what stands for the module of assertions. */
const assertBodies = (assert: string, name: string): Readonly<Record<string, string>> => Object.fromEntries(Object.entries({
  equal: 'equal(1, 2)', strict: 'strictEqual(1, 2)', deep: 'deepEqual([1], [2])', deep_strict: 'deepStrictEqual([1], [2])', different: 'notStrictEqual(1, 1)', ok: 'ok(false)', throws: 'throws(() => 1)',
}).map(([each, body]) => [`${name}_${each}`, `${assert}.${body}`]));
const THROW_BODY = { throw: 'throw new Error("a control: it has to fail")' };

function scriptTests(register: string, token: string, bodies: Readonly<Record<string, string>>): string {
  return Object.entries(bodies).map(([name, body]) => `${register}('${token} ${name}', () => { ${body}; });\n`).join('');
}

const isModule = (path: string, text: string): boolean => extname(path).startsWith('.m') || /^[ \t]*(?:import|export)\b[^(]/m.test(text);

/** Imports in the way of a file, at its end. */
function imports(path: string, text: string, names: readonly (readonly [name: string, module: string, part?: string])[]): string {
  return names.map(([name, module, part]) => (isModule(path, text)
    ? `import ${part === undefined ? name : `{ ${part} as ${name} }`} from '${module}';\n`
    : `var ${name} = require('${module}')${part === undefined ? '' : `.${part}`};\n`)).join('');
}

/** `node:assert` in both of its forms. */
function nodeAssertions(token: string, path: string, text: string): { readonly imported: string; readonly bodies: Readonly<Record<string, string>> } {
  const [loose, strict] = [`${token}Assert`, `${token}Strict`];
  return {
    imported: imports(path, text, [[loose, 'node:assert'], [strict, 'node:assert/strict']]),
    bodies: { ...assertBodies(loose, 'assert'), ...assertBodies(strict, 'assert_strict'), called: `${loose}(false)`, called_strict: `${strict}(false)` },
  };
}

const unittestClass = (token: string): string => `\n\nimport unittest as ${token}_unittest\n\n\nclass ${token}(${token}_unittest.TestCase):\n${Object.entries(UNITTEST_BODIES).map(([name, body]) => `    def test_${name}(self):\n        ${body}\n`).join('\n')}`;

const CHAI_BODIES = (token: string): Readonly<Record<string, string>> => ({
  chai_equal: `${token}Expect(1).to.equal(2)`, chai_deep: `${token}Expect([1]).to.deep.equal([2])`, chai_true: `${token}Expect(false).to.be.true`, chai_assert: `${token}Chai.equal(1, 2)`, chai_assert_deep: `${token}Chai.deepEqual([1], [2])`,
});

const CONTROLS: Readonly<Record<TestFramework, Controls>> = {
  pytest: (token) => Object.entries(PYTHON_BODIES).map(([name, body]) => `\n\ndef test_${token}_${name}():\n    ${body}\n`).join('') + unittestClass(token),
  unittest: unittestClass,
  vitest: (token) => `\nimport { test as ${token}, expect as ${token}Expect } from 'vitest';\n${scriptTests(token, token, EXPECT_BODIES).replaceAll('expect(', `${token}Expect(`)}`,
  jest: (token) => `\n${scriptTests('test', token, EXPECT_BODIES)}`,
  mocha: (token, path, text) => {
    const { imported, bodies } = nodeAssertions(token, path, text);
    const usesChai = /['"]chai['"]/.test(text);
    const chai = usesChai ? imports(path, text, [[`${token}Expect`, 'chai', 'expect'], [`${token}Chai`, 'chai', 'assert']]) : '';
    return `\n${imported}${chai}${scriptTests("(typeof it === 'function' ? it : test)", token, { ...bodies, ...(usesChai ? CHAI_BODIES(token) : {}), ...THROW_BODY })}`;
  },
  node: (token, path, text) => {
    const { imported, bodies } = nodeAssertions(token, path, text);
    return `\n${imports(path, text, [[token, 'node:test', 'test']])}${imported}${scriptTests(token, token, { ...bodies, ...THROW_BODY })}`;
  },
  cargo: (token) => `\n#[cfg(test)]\nmod ${token} {\n    #[test]\n    fn equal() {\n        assert_eq!(1, 2);\n    }\n}\n`,
  go: () => '',
};

/** Puts controls into a copy. @param files those with tests. @returns the paths that were changed or added. */
export function addControls(framework: TestFramework, token: string, root: string, files: readonly string[]): string[] {
  return framework === 'go' ? addGoControls(token, root, files) : files.filter((path) => append(framework, token, root, path));
}

export function isControl(id: string, token: string): boolean {
  return id.includes(token);
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
function addGoControls(token: string, root: string, files: readonly string[]): string[] {
  const packages = new Map(files.map((path) => [dirname(path), path]));
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
