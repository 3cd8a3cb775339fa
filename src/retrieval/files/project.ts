import { constants } from 'node:fs';
import { lstat, open, opendir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { throwIfAborted } from '../../base/abort';
import { ReckonError } from '../../base/errors';
import { MAX_FILE_BYTES, MAX_FOLDER_ENTRIES } from '../limits';
import { IgnoreRules } from './ignored';

/** A file as it stands on the disk. */
export interface FoundFile {
  /** Within the project, with slashes. */
  readonly path: string;
  /** Absolute, without links. */
  readonly realPath: string;
  /** Changes when the file does. */
  readonly version: string;
}

export interface FolderEntries {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** What went missing or may not be read while it was looked at. */
const NOT_THERE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'EISDIR', 'ENAMETOOLONG', 'EINVAL']);
/** Not on Windows, which has neither. */
const PLAIN_FILE_ONLY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * The files of one folder, read for one question: none outside of it, also not by a link, none that .gitignore leaves
 * out, none that is long or no plain file.
 */
export class ProjectFiles {
  private readonly ignored = new IgnoreRules((path) => this.readWithin(path));

  private constructor(private readonly root: string) {}

  /** @throws ReckonError `file-not-found` when there is no such folder. */
  static async open(folder: string): Promise<ProjectFiles> {
    try {
      return new ProjectFiles(await realpath(folder));
    } catch (error) {
      throw new ReckonError('file-not-found', `There is no folder ${folder}.`, { hint: 'Name the folder of the project with --project.', cause: error });
    }
  }

  /** An absolute path as one within the project, with slashes; null when it is outside. */
  async within(path: string): Promise<string | null> {
    const real = await missingIsNull(realpath(path));
    return real === null ? null : this.relativeOf(real);
  }

  /** The first of the paths within the project that is a file which may be read. */
  async find(paths: readonly string[]): Promise<FoundFile | null> {
    for (const path of paths) {
      const found = await this.look(path);
      if (found !== null) {
        return found;
      }
    }
    return null;
  }

  /** Null when it has changed into something that may not be read. */
  async read({ path }: FoundFile, signal?: AbortSignal): Promise<string | null> {
    throwIfAborted(signal);
    return this.readWithin(path);
  }

  /** What is in a folder of the project, sorted; links and what is ignored left out. */
  async list(folder: string): Promise<FolderEntries> {
    const files: string[] = [];
    const folders: string[] = [];
    const opened = (await this.realWithin(folder)) === null ? null : await missingIsNull(opendir(join(this.root, folder)));
    if (opened === null) {
      return { files, folders };
    }
    let entries = 0;
    for await (const entry of opened) {
      entries += 1;
      if (entries > MAX_FOLDER_ENTRIES) {
        break;
      }
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) {
        files.push(path);
      } else if (entry.isDirectory() && !(await this.ignored.isIgnored(`${path}/`))) {
        folders.push(path);
      }
    }
    return { files: files.sort(), folders: folders.sort() };
  }

  private async look(path: string): Promise<FoundFile | null> {
    const real = await this.realWithin(path);
    const stats = real === null ? null : await missingIsNull(lstat(real));
    if (real === null || stats === null || !stats.isFile() || stats.size > MAX_FILE_BYTES) {
      return null;
    }
    const own = this.relativeOf(real);
    // A link within the project stands for what it leads to.
    const isLeftOut = own === null || (await this.ignored.isIgnored(path)) || (own !== path && (await this.ignored.isIgnored(own)));
    return isLeftOut ? null : { path: own, realPath: real, version: `${stats.mtimeMs}:${stats.size}:${stats.ino}` };
  }

  private async readWithin(path: string): Promise<string | null> {
    const real = await this.realWithin(path);
    const handle = real === null ? null : await missingIsNull(open(real, constants.O_RDONLY | PLAIN_FILE_ONLY));
    try {
      const stats = await handle?.stat();
      return handle && stats?.isFile() && stats.size <= MAX_FILE_BYTES ? (await handle.readFile('utf8')).replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n') : null;
    } finally {
      await handle?.close();
    }
  }

  private async realWithin(path: string): Promise<string | null> {
    const real = await missingIsNull(realpath(resolve(this.root, path)));
    return real !== null && this.relativeOf(real) !== null ? real : null;
  }

  private relativeOf(real: string): string | null {
    const path = relative(this.root, real);
    return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path) ? null : path.split(sep).join('/');
  }
}

async function missingIsNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (NOT_THERE.has((error as NodeJS.ErrnoException).code ?? '')) {
      return null;
    }
    throw error;
  }
}
