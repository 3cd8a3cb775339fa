import { readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { isTestFile } from '../project/judges';
import type { TestFramework } from '../types';

const SCRIPT = /^\.[cm]?[jt]sx?$/;

/**
 * Files of a copy that hold tests: those that reported some, whatever they are called, and those whose name says so.
 * @param tests ids that the unchanged project reported; none while nothing is known.
 * @param paths files of the project, with slashes.
 */
export function testFiles(framework: TestFramework, tests: readonly string[], root: string, paths: readonly string[]): string[] {
  const reported = REPORTED[framework]?.(tests, paths) ?? new Set();
  return paths.filter((path) => reported.has(path) || isFor(framework, root, path));
}

type Reported = (tests: readonly string[], paths: readonly string[]) => ReadonlySet<string>;

const byName: Reported = (tests, paths) => {
  const present = new Set(paths);
  return new Set(tests.map((id) => id.split(' > ', 1)[0] ?? '').filter((file) => present.has(file)));
};

/** By module: pytest's from the project's folder, unittest's from wherever discovery began. */
const byModule = (modulesOf: (id: string) => readonly string[], mayBePart: boolean): Reported => (tests, paths) => {
  const modules = new Set(tests.flatMap(modulesOf));
  return new Set(paths.filter((path) => {
    const parts = extname(path) === '.py' ? path.slice(0, -'.py'.length).split('/') : [];
    return parts.some((_part, from) => (from === 0 || mayBePart) && modules.has(parts.slice(from).join('.')));
  }));
};

const REPORTED: Readonly<Partial<Record<TestFramework, Reported>>> = {
  vitest: byName, jest: byName, mocha: byName, node: byName,
  pytest: byModule((id) => {
    const parts = (id.split(' > ', 1)[0] ?? '').split('.');
    return parts.map((_part, index) => parts.slice(0, index + 1).join('.'));
  }, false),
  unittest: byModule((id) => [uncollected(id) ?? id.split('.').slice(0, -2).join('.')], true),
};

/** The module that unittest could not load, of the test that stands for it. */
export function uncollected(id: string): string | null {
  return /^unittest\.loader\._FailedTest\.(.+)$/.exec(id)?.[1] ?? null;
}

function isFor(framework: TestFramework, root: string, path: string): boolean {
  const kind = extname(path);
  switch (framework) {
    case 'pytest':
    case 'unittest':
      return kind === '.py' && isTestFile(path);
    case 'cargo':
      return kind === '.rs' && readFileSync(join(root, path), 'utf8').includes('#[test]');
    case 'go':
      return basename(path).endsWith('_test.go');
    case 'node':
      // Its reports do not name files.
      return SCRIPT.test(kind) && (isTestFile(path) || /(?:^|\/)test\//.test(path) || /['"]node:test['"]/.test(readFileSync(join(root, path), 'utf8')));
    default:
      return SCRIPT.test(kind) && isTestFile(path);
  }
}
