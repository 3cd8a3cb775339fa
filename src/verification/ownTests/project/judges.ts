import { basename } from 'node:path';

/** Folders whose files are tests or what tests are built from. */
const JUDGE_FOLDERS: ReadonlySet<string> = new Set([
  'test', 'tests', '__tests__', '__mocks__', '__snapshots__', '__fixtures__', 'fixtures', 'spec', 'specs', 'e2e', 'testdata', '.github', '.circleci', '.cargo', '.git', '.config', 'node_modules',
]);

const TEST_NAMES: readonly RegExp[] = [
  /^test_.*\.py$/, /_tests?\.py$/, /^tests?\.(?:py|rs|[cm]?[jt]sx?)$/, /_test\.go$/, /[._-](?:test|spec)\.[cm]?[jt]sx?$/, /^test[-_].*\.[cm]?[jt]sx?$/,
];

/** Files that decide which tests run, how, and with what. */
const CONFIGURATION: readonly RegExp[] = [
  /^conftest\.py$/, /^(?:site|user)customize\.py$/, /\.pth$/, /\.pyc$/,
  /^(?:pyproject\.toml|pytest\.ini|\.pytest\.ini|setup\.(?:cfg|py)|tox\.ini|noxfile\.py|\.coveragerc|Pipfile|poetry\.toml)$/, /^requirements.*\.txt$/,
  /^(?:package\.json|\.npmrc|\.yarnrc.*|\.nvmrc|\.node-version|\.python-version|\.babelrc.*|\.swcrc|\.mocharc.*|\.env.*|\.gitignore|\.gitattributes)$/,
  /^[jt]sconfig.*\.json$/, /^(?:vite|vitest|jest|babel|ava|karma|playwright|webpack|rollup|esbuild|tsup)\.(?:config|workspace|setup).*$/, /^vitest\..*$/,
  /^(?:Cargo\.toml|build\.rs|rust-toolchain.*|clippy\.toml|go\.mod|go\.sum|go\.work.*)$/,
  /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|pnpm-workspace\.yaml|bun\.lockb?|Cargo\.lock|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock)$/,
  /^(?:Makefile|justfile|Dockerfile.*|\.gitlab-ci\.yml|\.travis\.yml|azure-pipelines\.yml|Jenkinsfile)$/,
];

/**
 * Whether a file of a project takes part in judging: a test, its fixtures, the configuration of tests and
 * packages, lock files, files of CI. A candidate may be none of these.
 * @param path within the project, with slashes.
 */
export function isJudge(path: string): boolean {
  const name = basename(path);
  return path.split('/').slice(0, -1).some((folder) => JUDGE_FOLDERS.has(folder)) || isTestFile(path) || CONFIGURATION.some((pattern) => pattern.test(name));
}

/** Whether a file holds tests by its own name; support files in a folder of tests do not. */
export function isTestFile(path: string): boolean {
  return TEST_NAMES.some((pattern) => pattern.test(basename(path)));
}

/** Whether a new file of this name would be taken for a test or for configuration wherever it stands; what tests write beside themselves is not. */
export function selectsTests(path: string): boolean {
  return isTestFile(path) || CONFIGURATION.some((pattern) => pattern.test(basename(path)));
}
