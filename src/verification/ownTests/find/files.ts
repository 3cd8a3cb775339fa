import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A configuration file is read up to this many characters; longer ones are none. */
const MAX_CHARACTERS = 1_000_000;

/** What finding looks at of a project: names and small texts. */
export class ProjectFiles {
  constructor(readonly root: string) {}

  /** Null when there is no such file. */
  text(path: string): string | null {
    const file = join(this.root, path);
    const found = statSync(file, { throwIfNoEntry: false });
    return found?.isFile() === true && found.size <= MAX_CHARACTERS ? readFileSync(file, 'utf8') : null;
  }

  has(path: string): boolean {
    return statSync(join(this.root, path), { throwIfNoEntry: false }) !== undefined;
  }

  /** Names in a folder; none when there is no such folder. */
  names(path: string): readonly string[] {
    const folder = join(this.root, path);
    return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder) : [];
  }
}
