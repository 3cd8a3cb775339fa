import type { FoundTests, TestFramework } from '../types';
import type { ProjectFiles } from './files';

/** Where pytest keeps its settings, and what says that a file has them. */
const PYTEST_SETTINGS: readonly (readonly [file: string, sign: RegExp])[] = [
  ['pytest.ini', /^/], ['.pytest.ini', /^/], ['pyproject.toml', /^\[tool\.pytest/m], ['setup.cfg', /^\[tool:pytest\]/m], ['tox.ini', /^\[pytest\]/m],
];
const NAMED: readonly (readonly [file: string, sign: RegExp])[] = [
  ['pyproject.toml', /["']pytest\b/], ['requirements-dev.txt', /^pytest\b/m], ['requirements.txt', /^pytest\b/m], ['dev-requirements.txt', /^pytest\b/m], ['setup.py', /["']pytest\b/],
];
const TEST_FOLDERS = ['tests', 'test', '.'] as const;
const TEST_NAME = /^(?:test_.*|.*_test)\.py$/;
/** What discovery of unittest takes. */
const UNITTEST_NAME = /^test.*\.py$/;
const USES_PYTEST = /^[ \t]*(?:import\b[^#\n]*\bpytest\b|from[ \t]+pytest\b)|^(?:async )?def test_/m;
const USES_UNITTEST = /^[ \t]*(?:import\b[^#\n]*\bunittest\b|from[ \t]+unittest\b)/m;
/** Test files that are looked into to tell pytest from unittest. */
const MOST_LOOKED_INTO = 50;

/** pytest by its settings or among the requirements; else what the test files are written for. */
export function findPythonTests(files: ProjectFiles): FoundTests {
  const make = (framework: TestFramework, command: string, source: string): FoundTests => ({
    plan: { framework, project: files.root, command, args: [], environment: {}, source },
  });
  const settings = PYTEST_SETTINGS.find(([file, sign]) => sign.test(files.text(file) ?? '\0') && files.has(file));
  if (settings !== undefined) {
    return make('pytest', 'python -m pytest', `the settings of pytest in ${settings[0]}`);
  }
  if (files.has('conftest.py') || files.has('tests/conftest.py')) {
    return make('pytest', 'python -m pytest', 'conftest.py');
  }
  const named = NAMED.find(([file, sign]) => sign.test(files.text(file) ?? ''));
  if (named !== undefined) {
    return make('pytest', 'python -m pytest', `pytest in ${named[0]}`);
  }
  for (const folder of TEST_FOLDERS) {
    const textsOf = (kind: RegExp): string[] => files.names(folder).filter((name) => kind.test(name)).slice(0, MOST_LOOKED_INTO).map((name) => files.text(`${folder}/${name}`) ?? '');
    if (textsOf(TEST_NAME).some((text) => USES_PYTEST.test(text))) {
      return make('pytest', 'python -m pytest', `test files in ${folder}/`);
    }
    if (textsOf(UNITTEST_NAME).some((text) => USES_UNITTEST.test(text))) {
      // Discovery begins where `python -m unittest` begins, unless only a folder without __init__.py has the tests.
      const start = folder === '.' || files.has(`${folder}/__init__.py`) ? [] : ['-s', folder];
      const command = ['python', '-m', 'unittest', 'discover', ...start].join(' ');
      return { plan: { framework: 'unittest', project: files.root, command, args: start, environment: {}, source: `test files in ${folder}/` } };
    }
  }
  return { plan: null, reason: 'there are no settings of pytest, and no test_*.py that uses pytest or unittest in tests/, test/ or the folder itself' };
}
