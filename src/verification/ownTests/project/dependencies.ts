import { mkdir, readdir, realpath, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { DEPENDENCY_FOLDERS } from './list';

/** Files beside which packages are installed. */
const MANIFESTS: ReadonlySet<string> = new Set(['package.json', 'pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt']);

/**
 * Links installed packages into a copy. `node_modules` becomes a folder of links, one for each package, so
 * that what tools write beside packages (caches) stays in the copy; a package that is itself a part of the
 * project (a workspace) leads to the copy's, or the original would be tested instead of the candidate.
 * @returns the real folders that the links lead into.
 */
export async function linkDependencies(original: string, root: string, paths: readonly string[]): Promise<string[]> {
  const places = new Set(['.', ...paths.filter((path) => MANIFESTS.has(path.slice(path.lastIndexOf('/') + 1))).map((path) => dirname(path))]);
  const linked: string[] = [];
  for (const place of places) {
    for (const name of DEPENDENCY_FOLDERS) {
      const from = join(original, place, name);
      if (await isFolder(from)) {
        const target = await realpath(from);
        linked.push(target);
        const to = join(root, place, name);
        await (name === 'node_modules' ? linkPackages({ original: await realpath(original), root }, target, to) : symlink(target, to, 'junction'));
      }
    }
  }
  return linked;
}

interface Roots {
  readonly original: string;
  readonly root: string;
}

async function linkPackages(roots: Roots, from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, place] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isSymbolicLink()) {
      await symlink(await targetInCopy(roots, source), place, 'junction');
    } else if (entry.isDirectory() && entry.name.startsWith('@')) {
      await linkPackages(roots, source, place);
    } else if (entry.isDirectory() && (entry.name === '.bin' || !entry.name.startsWith('.'))) {
      await symlink(source, place, 'junction');
    }
  }
}

async function targetInCopy({ original, root }: Roots, link: string): Promise<string> {
  const target = await realpath(link).catch(() => link); // A link that leads nowhere leads nowhere in the copy, too.
  const inside = relative(original, target);
  const isOwn = !inside.startsWith('..') && !inside.split(sep).includes('node_modules');
  return isOwn ? join(root, inside) : target;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true; // What cannot be looked at cannot be linked.
}
