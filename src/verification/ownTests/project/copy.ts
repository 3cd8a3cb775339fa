import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { throwIfAborted } from '../../../base/abort';
import { ReckonError } from '../../../base/errors';
import { COPIES_AT_ONCE, COPY_LIMITS } from '../limits';
import { linkDependencies } from './dependencies';
import { listProject } from './list';

/** A project as it was at one moment, in a folder where it may be changed. */
export interface ProjectCopy {
  /** The copy's folder. */
  readonly root: string;
  /** The original's folder. */
  readonly original: string;
  /** A digest of each file's content (or of a link's target), by its path with slashes. */
  readonly digests: ReadonlyMap<string, string>;
  /** Of everything together: the same for the same paths and contents. */
  readonly digest: string;
  /** Folders of the original that links of the copy lead into. */
  readonly linked: readonly string[];
}

/**
 * Copies what is the project's own into `root`, and links what is installed in it.
 * @throws ReckonError `invalid-input` (too large), `cancelled`.
 */
export async function copyProject(original: string, root: string, signal?: AbortSignal): Promise<ProjectCopy> {
  const paths = await listProject(original, signal);
  await makeFolders(root, paths);
  const copier = new Copier(original, root, signal);
  await copier.copyAll(paths);
  const linked = await linkDependencies(original, root, paths);
  const digests = new Map([...copier.digests].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { root, original, digests, digest: contentDigest(JSON.stringify([...digests])), linked };
}

export function contentDigest(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('base64url');
}

async function makeFolders(root: string, paths: readonly string[]): Promise<void> {
  await mkdir(root, { recursive: true });
  const folders = new Set(paths.map((path) => dirname(path)));
  // A folder is made with those above it, so that only the deepest need be asked for.
  const sorted = [...folders].sort();
  const deepest = sorted.filter((folder, index) => !(sorted[index + 1] ?? '').startsWith(`${folder}/`));
  for (const folder of deepest) {
    await mkdir(join(root, folder), { recursive: true });
  }
}

class Copier {
  readonly digests = new Map<string, string>();
  private bytes = 0;

  constructor(private readonly original: string, private readonly root: string, private readonly signal: AbortSignal | undefined) {}

  async copyAll(paths: readonly string[]): Promise<void> {
    const rest = paths.values();
    const work = async (): Promise<void> => {
      for (const path of rest) {
        throwIfAborted(this.signal);
        await this.copy(path);
      }
    };
    await Promise.all(Array.from({ length: COPIES_AT_ONCE }, work));
  }

  private async copy(path: string): Promise<void> {
    const from = join(this.original, path);
    const found = await lstat(from).catch((error: unknown) => unlessGone(error));
    if (found?.isSymbolicLink() === true) {
      const target = await readlink(from);
      await symlink(this.within(target), join(this.root, path));
      this.digests.set(path, `-> ${target}`);
    } else if (found?.isFile() === true) {
      this.count(found.size);
      const content = await readFile(from);
      await writeFile(join(this.root, path), content, { mode: found.mode & 0o777 });
      this.digests.set(path, contentDigest(content));
    }
    // Sockets and pipes are no source; a submodule is a folder that git lists as one path.
  }

  /** A link's target, moved into the copy where it names a place in the project by its whole path. */
  private within(target: string): string {
    const inside = relative(this.original, target);
    return !isAbsolute(target) || inside.startsWith('..') || isAbsolute(inside) ? target : join(this.root, inside);
  }

  private count(size: number): void {
    this.bytes += size;
    if (this.bytes > COPY_LIMITS.bytes) {
      throw new ReckonError('invalid-input', `${this.original} has more than ${COPY_LIMITS.bytes / 2 ** 30} GiB of files that no .gitignore leaves out.`, {
        hint: 'Name the folder of the one package, or leave data out with .gitignore.',
      });
    }
  }
}

/** A file that git knows and that was deleted, or that went away meanwhile, is not copied. */
function unlessGone(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
    return null;
  }
  throw error;
}
