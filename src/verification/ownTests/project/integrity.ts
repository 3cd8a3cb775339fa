import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectCopy } from './copy';
import { isJudge, selectsTests } from './judges';
import { walk } from './list';
import { digestPlainFile, isPlainFolder } from './plainFile';

/**
 * Tests and configuration of a copy that are not as they were copied, and new ones, sorted. Looked at after a
 * run: what ran had the copy to itself.
 * @param tests paths of files with tests, whatever they are called.
 * @param changed paths that were changed on purpose before the run.
 */
export async function tamperedFiles(copy: ProjectCopy, tests: ReadonlySet<string>, changed: ReadonlySet<string>): Promise<string[]> {
  if (!(await isPlainFolder(copy.root))) {
    return ['.']; // What a link in its place leads to is nobody's copy.
  }
  const judges = (path: string): boolean => tests.has(path) || isJudge(path);
  const now = await walk(copy.root, '');
  const present = new Set(now);
  const gone = [...copy.digests.keys()].filter((path) => judges(path) && !changed.has(path) && !present.has(path));
  const different: string[] = [];
  for (const path of now) {
    const before = copy.digests.get(path);
    if (!changed.has(path) && (before === undefined ? selectsTests(path) : judges(path) && (await digestNow(join(copy.root, path))) !== before)) {
      different.push(path);
    }
  }
  return [...gone, ...different].sort();
}

/** Null when it is neither a file nor a link any more. */
async function digestNow(file: string): Promise<string | null> {
  const found = await lstat(file);
  return found.isSymbolicLink() ? `-> ${await readlink(file)}` : digestPlainFile(file);
}

/** Size and time of change of each file of the original: enough to see that one was written. */
export async function stampProject(original: string, paths: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const stamps = new Map<string, string>();
  for (const path of paths) {
    const found = await lstat(join(original, path), { bigint: true }).catch(() => null); // Gone is a state like others.
    stamps.set(path, found === null ? 'gone' : `${found.size} ${found.mtimeNs}`);
  }
  return stamps;
}

/** Paths whose stamps differ. */
export function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...before].filter(([path, stamp]) => after.get(path) !== stamp).map(([path]) => path);
}
