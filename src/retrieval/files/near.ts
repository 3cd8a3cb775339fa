import { posix } from 'node:path';
import { throwIfAborted } from '../../base/abort';
import type { Language } from '../../verification/types';
import { MAX_FOLDERS, MAX_NEAR_FILES } from '../limits';
import { isUsableFrom } from './modules';
import type { ProjectFiles } from './project';

/** Tests say what code does with examples of their own; nobody imports them. */
const TESTS = /(?:^|\/)(?:tests?|__tests__|spec)\/|(?:^|\/)(?:test_[^/]*|conftest|[^/]*_test)\.py$|\.(?:test|spec)\.[^/]*$/;

/** Source files near a file, the nearest first: those of its folder, then of the folders below and above, and so on. */
export async function nearFiles(project: ProjectFiles, language: Language, file: string, signal?: AbortSignal): Promise<readonly string[]> {
  const start = posix.dirname(file) === '.' ? '' : posix.dirname(file);
  const queue = [start];
  const seen = new Set(queue);
  const found: string[] = [];
  for (let next = 0; next < queue.length && next < MAX_FOLDERS && found.length < MAX_NEAR_FILES; next += 1) {
    throwIfAborted(signal);
    const folder = queue[next] ?? '';
    const { files, folders } = await project.list(folder);
    found.push(...files.filter((path) => path !== file && isUsableFrom(language, path) && !TESTS.test(path)));
    for (const neighbour of [...folders, ...(folder === '' ? [] : [posix.dirname(folder) === '.' ? '' : posix.dirname(folder)])]) {
      if (!seen.has(neighbour)) {
        seen.add(neighbour);
        queue.push(neighbour);
      }
    }
  }
  return found.slice(0, MAX_NEAR_FILES);
}
