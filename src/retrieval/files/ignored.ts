import ignore, { type Ignore } from 'ignore';

/** Never looked into: installed or made by tools. */
const NEVER: ReadonlySet<string> = new Set(['node_modules', '__pycache__', 'venv', 'site-packages', 'bower_components']);

/** Reads the text of an ignore file; null where there is none. */
export type ReadRules = (path: string) => Promise<string | null>;

/** What .gitignore files of a project leave out. Those above the project's folder are outside of it, and have no say. */
export class IgnoreRules {
  private readonly rules = new Map<string, Promise<Ignore | null>>();

  constructor(private readonly read: ReadRules) {}

  /** @param path within the project, with slashes; a folder's ends with one. */
  async isIgnored(path: string): Promise<boolean> {
    const parts = path.split('/').filter((part) => part !== '');
    if (parts.some((part) => NEVER.has(part) || (part.startsWith('.') && part !== '.'))) {
      return true;
    }
    // A file below an ignored folder is ignored, whatever is said of the file.
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const isFolder = depth < parts.length || path.endsWith('/');
      if (await this.matches(parts.slice(0, depth), isFolder)) {
        return true;
      }
    }
    return false;
  }

  /** The nearest file that says something of a path decides. */
  private async matches(parts: readonly string[], isFolder: boolean): Promise<boolean> {
    for (let depth = parts.length - 1; depth >= 0; depth -= 1) {
      const rules = await this.rulesOf(parts.slice(0, depth).join('/'));
      const { ignored = false, unignored = false } = rules?.test(parts.slice(depth).join('/') + (isFolder ? '/' : '')) ?? {};
      if (ignored || unignored) {
        return ignored;
      }
    }
    return false;
  }

  private rulesOf(folder: string): Promise<Ignore | null> {
    const known = this.rules.get(folder) ?? this.load(folder);
    this.rules.set(folder, known);
    return known;
  }

  private async load(folder: string): Promise<Ignore | null> {
    const text = await this.read(folder === '' ? '.gitignore' : `${folder}/.gitignore`);
    return text === null ? null : ignore().add(text);
  }
}
