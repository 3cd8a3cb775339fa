import { afterEach, describe, expect, it } from 'vitest';
import { findOwnTests } from '../../../../src/verification/ownTests';
import { ownProject, type OwnProject } from '../../../support/ownProjects';

let project: OwnProject | null = null;
afterEach(async () => {
  await project?.dispose();
  project = null;
});

const INSTALLED = { 'node_modules/vitest/package.json': '{}', 'node_modules/jest/package.json': '{}', 'node_modules/mocha/package.json': '{}' };
const script = (test: string): Record<string, string> => ({ 'package.json': JSON.stringify({ scripts: { test } }), ...INSTALLED });

async function find(files: Readonly<Record<string, string>>, file: string): Promise<string> {
  project = await ownProject(files);
  const found = findOwnTests(project.path, file);
  return found.plan === null ? found.reason : `${found.plan.framework}: ${found.plan.command}`;
}

describe('the script "test"', () => {
  it.each([
    ['vitest', 'vitest: vitest run'],
    ['vitest run --config unit.config.ts', 'vitest: vitest run --config unit.config.ts'],
    ['vitest --watch --reporter=dot --reporter verbose src', 'vitest: vitest run src'],
    ['npx vitest run', 'vitest: vitest run'],
    ['jest --coverage lib', 'jest: jest lib'],
    ['NODE_ENV=test mocha', 'mocha: NODE_ENV=test mocha'],
    ['NODE_OPTIONS="--require ./x.js" jest', "jest: NODE_OPTIONS='--require ./x.js' jest"],
    ['cross-env A=b C= jest', 'jest: A=b C= jest'],
    ['node --test', 'node: node --test'],
    ['node --import tsx --test "test/*.ts"', "node: node --test --import tsx 'test/*.ts'"],
  ])('%s is read', async (command, expected) => {
    expect(await find(script(command), 'a.js')).toBe(expected);
  });

  it('may name another script', async () => {
    const scripts = { test: 'npm run unit', unit: 'vitest run' };
    expect(await find({ 'package.json': JSON.stringify({ scripts }), ...INSTALLED }, 'a.ts')).toBe('vitest: vitest run');
  });

  it.each(['tsc && vitest run', 'vitest run | tee log', 'node build.mjs', 'vitest run $(ls)', 'npm run test'])('%s is not a plain command, and is not run', async (command) => {
    expect(await find(script(command), 'a.js')).toContain('is not a plain command');
  });

  it('is done without where a framework is among the packages', async () => {
    const manifest = { scripts: { test: 'make test' }, devDependencies: { jest: '*' } };
    expect(await find({ 'package.json': JSON.stringify(manifest), ...INSTALLED }, 'a.js')).toBe('jest: jest');
  });

  it('needs what it names to be installed', async () => {
    expect(await find({ 'package.json': '{"scripts":{"test":"vitest"}}' }, 'a.js')).toContain('vitest is not installed');
  });

  it('has to be JSON', async () => {
    expect(await find({ 'package.json': '{' }, 'a.js')).toBe('package.json is not readable JSON');
  });
});

describe('Python', () => {
  it.each<[string, Record<string, string>, string]>([
    ['pytest.ini', { 'pytest.ini': '' }, 'pytest'],
    ['pyproject.toml', { 'pyproject.toml': '[tool.pytest.ini_options]\n' }, 'pytest'],
    ['setup.cfg', { 'setup.cfg': '[tool:pytest]\n' }, 'pytest'],
    ['a conftest.py', { 'tests/conftest.py': '' }, 'pytest'],
    ['functions that test', { 'tests/test_a.py': 'def test_a():\n    assert True\n' }, 'pytest'],
    ['classes that test', { 'tests/test_a.py': 'import unittest\n\nclass A(unittest.TestCase):\n    def test_a(self): pass\n' }, 'unittest'],
    ['names that discovery takes', { 'testcalc.py': 'import unittest\n' }, 'unittest'],
    ['an import of several modules', { 'test_a.py': 'import time, unittest\n' }, 'unittest'],
    ['pytest among several modules', { 'test_a.py': 'import time, pytest\n' }, 'pytest'],
  ])('%s names the framework', async (_what, files, framework) => {
    expect(await find(files, 'a.py')).toMatch(new RegExp(`^${framework}: python -m ${framework}`));
  });

  it('says why there is none', async () => {
    expect(await find({ 'a.py': '' }, 'a.py')).toContain('no settings of pytest');
  });
});

it.each([['a.rs', 'Cargo.toml', 'cargo: cargo test'], ['a.go', 'go.mod', 'go: go test ./...']])('%s beside %s', async (file, manifest, expected) => {
  expect(await find({ [manifest]: '' }, file)).toBe(expected);
  await project?.dispose();
  expect(await find({ README: '' }, file)).toContain(`has no ${manifest}`);
});

it('knows nothing of other files', async () => {
  expect(await find({ 'a.txt': '' }, 'a.txt')).toContain('files that end in .txt');
});

it('needs a folder', () => {
  expect(() => findOwnTests('/nowhere/at/all', 'a.py')).toThrow(expect.objectContaining({ code: 'file-not-found' }));
});
