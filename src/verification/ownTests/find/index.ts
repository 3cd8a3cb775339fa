import { realpathSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { ReckonError } from '../../../base/errors';
import type { FoundTests } from '../types';
import { ProjectFiles } from './files';
import { findNodeTests } from './node';
import { findPythonTests } from './python';

interface Ecosystem {
  readonly extensions: ReadonlySet<string>;
  /** What says that a project is of this kind; undefined when any folder may be. */
  readonly manifest?: string;
  find(files: ProjectFiles): FoundTests;
}

const ECOSYSTEMS: readonly Ecosystem[] = [
  { extensions: new Set(['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx']), manifest: 'package.json', find: findNodeTests },
  { extensions: new Set(['.rs']), manifest: 'Cargo.toml', find: (files) => native(files, 'cargo', 'cargo test', 'Cargo.toml') },
  { extensions: new Set(['.go']), manifest: 'go.mod', find: (files) => native(files, 'go', 'go test ./...', 'go.mod') },
  { extensions: new Set(['.py', '.pyw']), find: findPythonTests },
];

function native({ root }: ProjectFiles, framework: 'cargo' | 'go', command: string, source: string): FoundTests {
  return { plan: { framework, project: root, command, args: [], environment: {}, source } };
}

/**
 * How a project is tested, by its files alone: nothing of it runs.
 * @param project folder with the project's manifest.
 * @param file the file that is going to change; its ending says which of several kinds of tests is meant.
 * @throws ReckonError `file-not-found` when `project` is no folder.
 */
export function findOwnTests(project: string, file: string): FoundTests {
  if (statSync(project, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new ReckonError('file-not-found', `There is no folder ${project}.`, { hint: 'Name the folder that has package.json, pyproject.toml, Cargo.toml or go.mod.' });
  }
  const files = new ProjectFiles(realpathSync(resolve(project)));
  const kind = ECOSYSTEMS.find(({ extensions }) => extensions.has(extname(file).toLowerCase()));
  if (kind === undefined) {
    return { plan: null, reason: `files that end in ${extname(file) || 'nothing'} have no tests that Reckon knows to run` };
  }
  if (kind.manifest !== undefined && !files.has(kind.manifest)) {
    return { plan: null, reason: `${files.root} has no ${kind.manifest}` };
  }
  return kind.find(files);
}
