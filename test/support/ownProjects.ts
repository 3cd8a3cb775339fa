import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reckonHome } from '../../src/base/home';
import { temporaryFolder } from './temporaryFolder';

export interface OwnProject {
  readonly path: string;
  dispose(): Promise<void>;
}

/** A project made of some files, in a temporary folder. */
export async function ownProject(files: Readonly<Record<string, string>>): Promise<OwnProject> {
  const folder = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder.path, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return folder;
}

const PACKAGES = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** Installs this repository's own packages into a project, by a link. */
export async function linkPackages(project: string): Promise<void> {
  if (!existsSync(join(PACKAGES, 'vitest/package.json'))) {
    throw new Error('vitest is not in node_modules: npm ci.');
  }
  await symlink(PACKAGES, join(project, 'node_modules'), 'junction');
}

/** Gives a project the virtual environment that the set-up of the tests has made (`node .ci/toolchains.mjs`). */
async function linkPytest(project: string): Promise<void> {
  const environment = join(reckonHome(process.env).root, 'test-python');
  if (!existsSync(join(environment, 'bin/python'))) {
    throw new Error(`There is no pytest in ${environment}: node .ci/toolchains.mjs makes it.`);
  }
  await symlink(environment, join(project, '.venv'), 'junction');
}

/** `double` in each framework: a right one, a wrong one, and tests that tell them apart. */
export interface SampleProject {
  readonly files: Readonly<Record<string, string>>;
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
  /** A test that the wrong one fails. */
  readonly failing: string;
  readonly tests: number;
  readonly needsPackages?: boolean;
  /** A compiler that people have or not: the set-up says which tests are skipped without. */
  readonly compiler?: string;
}

const SCRIPT = (body: string): string => `export function double(x) {\n  ${body}\n}\n`;
const PYTHON = (body: string): string => `def double(x):\n    ${body}\n`;
const RUST = (body: string): string => `pub fn double(x: i64) -> i64 {\n    ${body}\n}\n`;
const GO = (body: string): string => `package calc\n\nfunc Double(x int) int {\n\t${body}\n}\n`;

export const SAMPLES = {
  vitest: {
    files: {
      'package.json': '{ "type": "module", "scripts": { "test": "vitest run" }, "devDependencies": { "vitest": "*" } }',
      'src/calc.js': SCRIPT('return x + x;'),
      'test/calc.test.js': "import { describe, expect, it } from 'vitest';\nimport { double } from '../src/calc.js';\ndescribe('double', () => {\n  it('two', () => expect(double(2)).toBe(4));\n  it('three', () => expect(double(3)).toBe(6));\n});\n",
    },
    file: 'src/calc.js', right: SCRIPT('return 2 * x;'), wrong: SCRIPT('return x * x;'), failing: 'test/calc.test.js > double > three', tests: 2, needsPackages: true,
  },
  node: {
    files: {
      'package.json': '{ "type": "module", "scripts": { "test": "npm run unit", "unit": "node --test test/" } }',
      'src/calc.js': SCRIPT('return x + x;'),
      'test/calc.test.js': "import assert from 'node:assert/strict';\nimport { describe, it } from 'node:test';\nimport { double } from '../src/calc.js';\ndescribe('double', () => {\n  it('two', () => assert.equal(double(2), 4));\n  it('three', () => assert.equal(double(3), 6));\n});\n",
    },
    file: 'src/calc.js', right: SCRIPT('return 2 * x;'), wrong: SCRIPT('return x * x;'), failing: 'double > three', tests: 2,
  },
  unittest: {
    files: {
      'calc.py': PYTHON('return x + x'),
      'tests/test_calc.py': 'import unittest\nfrom calc import double\n\n\nclass Double(unittest.TestCase):\n    def test_two(self):\n        self.assertEqual(double(2), 4)\n\n    def test_three(self):\n        self.assertEqual(double(3), 6)\n',
    },
    file: 'calc.py', right: PYTHON('return 2 * x'), wrong: PYTHON('return x * x'), failing: 'test_calc.Double.test_three', tests: 2,
  },
  pytest: {
    files: {
      'pyproject.toml': '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n',
      'src/calc.py': PYTHON('return x + x'),
      'tests/conftest.py': 'import pytest\n\n\n@pytest.fixture\ndef three():\n    return 3\n',
      'tests/test_calc.py': 'from calc import double\n\n\ndef test_two():\n    assert double(2) == 4\n\n\ndef test_three(three):\n    assert double(three) == 6\n',
    },
    file: 'src/calc.py', right: PYTHON('return 2 * x'), wrong: PYTHON('return x * x'), failing: 'tests.test_calc > test_three', tests: 2,
  },
  cargo: {
    files: {
      'Cargo.toml': '[package]\nname = "calc"\nversion = "0.1.0"\nedition = "2021"\n',
      'src/lib.rs': `${RUST('x + x')}\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn two() {\n        assert_eq!(super::double(2), 4);\n    }\n}\n`,
      'tests/calc.rs': '#[test]\nfn three() {\n    assert_eq!(calc::double(3), 6);\n}\n',
    },
    file: 'src/lib.rs', right: RUST('2 * x'), wrong: RUST('x * x'), failing: 'tests/calc.rs > three', tests: 2, compiler: 'cargo',
  },
  go: {
    files: {
      'go.mod': 'module example.com/calc\n\ngo 1.20\n',
      'calc.go': GO('return x + x'),
      'calc_test.go': 'package calc\n\nimport "testing"\n\nfunc TestTwo(t *testing.T) {\n\tif Double(2) != 4 {\n\t\tt.Fatal("two")\n\t}\n}\n\nfunc TestThree(t *testing.T) {\n\tif Double(3) != 6 {\n\t\tt.Fatal("three is wrong")\n\t}\n}\n',
    },
    file: 'calc.go', right: GO('return 2 * x'), wrong: GO('return x * x'), failing: 'example.com/calc > TestThree', tests: 2, compiler: 'go',
  },
} as const satisfies Record<string, SampleProject>;

export async function sampleProject(sample: SampleProject): Promise<OwnProject> {
  const project = await ownProject(sample.files);
  if (sample.needsPackages === true) {
    await linkPackages(project.path);
  }
  if (sample.files['pyproject.toml'] !== undefined) {
    await linkPytest(project.path);
  }
  return project;
}
