import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cancelledError } from '../../../base/abort';
import { ReckonError } from '../../../base/errors';
import { COPY_LIMITS } from '../limits';

/** What is installed or built, and linked instead of copied where a run needs it. */
export const DEPENDENCY_FOLDERS: readonly string[] = ['node_modules', '.venv', 'venv'];
/** Never part of a copy, whatever ignore files say. */
const NEVER_COPIED: ReadonlySet<string> = new Set([...DEPENDENCY_FOLDERS, '.git', '.hg', '.svn', '__pycache__', '.pytest_cache', '.mypy_cache', '.tox']);
/** Also left out where git cannot say what is ignored. */
const USUALLY_BUILT: ReadonlySet<string> = new Set(['target', 'dist', 'build', 'out', 'coverage', '.next', '.cache']);
/** The list of a repository's files, in bytes: 50,000 long paths. */
const MAX_LIST_BYTES = 32 * 2 ** 20;

/**
 * Files of a project that are its own, with slashes and sorted: what git has or would take, changes that are
 * not committed included; without git, what is in no folder of built or installed things.
 * @throws ReckonError `invalid-input` (too many files), `cancelled`.
 */
export async function listProject(root: string, signal?: AbortSignal): Promise<string[]> {
  const listed = (await listWithGit(root, signal)) ?? (await walk(root, '', USUALLY_BUILT));
  const own = listed.filter((path) => !path.split('/').some((part) => NEVER_COPIED.has(part))).sort();
  if (own.length > COPY_LIMITS.files) {
    throw new ReckonError('invalid-input', `${root} has ${own.length} files that no .gitignore leaves out; at most ${COPY_LIMITS.files} are copied.`, {
      hint: 'Name the folder of the one package, or leave data out with .gitignore.',
    });
  }
  return own;
}

/** Null where git is not installed or the folder is in no repository. */
function listWithGit(root: string, signal: AbortSignal | undefined): Promise<string[] | null> {
  // A file monitor named in the repository's settings would be started.
  const args = ['-c', 'core.fsmonitor=false', 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  return new Promise((resolve, reject) => {
    execFile('git', args, { cwd: root, maxBuffer: MAX_LIST_BYTES, ...(signal ? { signal } : {}) }, (error, stdout) => {
      if (signal?.aborted) {
        reject(cancelledError(signal.reason));
      } else {
        const paths = stdout.split('\0').filter((path) => path !== '');
        // A folder that its repository ignores as a whole has files, and git names none of them.
        resolve(error || paths.length === 0 ? null : paths);
      }
    });
  });
}

/** Every file below a folder but those in folders that are never copied; links to folders count as files. */
export async function walk(root: string, folder: string, without: ReadonlySet<string> = new Set()): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) {
      found.push(path);
    } else if (!NEVER_COPIED.has(entry.name) && !without.has(entry.name)) {
      found.push(...(await walk(root, path, without)));
    }
    if (found.length > COPY_LIMITS.files) {
      return found; // The caller says that these are too many.
    }
  }
  return found;
}
