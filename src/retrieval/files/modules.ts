import { posix } from 'node:path';
import type { Language } from '../../verification/types';
import type { ModuleImport } from '../types';

/** Endings of files that a language's imports can mean, the likeliest first. */
const SCRIPT_ENDINGS: Readonly<Record<'typescript' | 'javascript', readonly string[]>> = {
  typescript: ['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.mjs', '.cjs', '.jsx'],
  javascript: ['.js', '.mjs', '.cjs', '.jsx', '.ts', '.tsx', '.d.ts'],
};

const LANGUAGE_OF_ENDING: Readonly<Record<string, Language>> = {
  '.py': 'python', '.pyi': 'python',
  '.ts': 'typescript', '.tsx': 'typescript', '.mts': 'typescript', '.cts': 'typescript',
  '.js': 'javascript', '.mjs': 'javascript', '.cjs': 'javascript', '.jsx': 'javascript',
};

/** The grammar for a file; null for what is no source. */
export function grammarOf(path: string): Language | null {
  return LANGUAGE_OF_ENDING[posix.extname(path)] ?? null;
}

/** Whether code of a language can use what a file defines. */
export function isUsableFrom(language: Language, path: string): boolean {
  const grammar = grammarOf(path);
  return grammar !== null && (grammar === 'python') === (language === 'python');
}

/** Paths within the project that an import of a file can mean: for the module, and for each name that may be a module of its own. */
export function pathsOf(language: Language, file: string, imported: ModuleImport): readonly (readonly string[])[] {
  const { specifier, names } = imported;
  if (language !== 'python') {
    return /^\.{1,2}(?:\/|$)/.test(specifier) ? [scriptPaths(language, posix.join(posix.dirname(file), specifier))] : [];
  }
  const bases = pythonBases(file, specifier);
  return [bases.flatMap(pythonPaths), ...names.map(({ name }) => bases.flatMap((base) => pythonPaths(posix.join(base, name))))].map(inside);
}

function scriptPaths(language: 'typescript' | 'javascript', base: string): readonly string[] {
  const endings = SCRIPT_ENDINGS[language];
  // A compiled name stands for its source: './a.js' for a.ts.
  const source = base.replace(/\.(?<kind>[mc]?)js$/, '.$<kind>ts');
  return inside([base, ...(source === base ? [] : [source]), ...endings.map((ending) => base + ending), ...endings.map((ending) => `${base}/index${ending}`)].filter((path) => grammarOf(path) !== null));
}

/** Where the module of a Python import can lie, without ending. */
function pythonBases(file: string, specifier: string): readonly string[] {
  const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
  const path = specifier.slice(dots).replaceAll('.', '/');
  const folder = posix.dirname(file);
  if (dots > 0) {
    return [posix.join(folder, '../'.repeat(dots - 1), path)];
  }
  // The folder of a script, then each above it: one of them is where the project's packages are found.
  const parents = folder === '.' ? [] : folder.split('/').map((_, index, parts) => parts.slice(0, parts.length - index).join('/'));
  return [...parents, '.', 'src'].map((parent) => posix.join(parent, path));
}

function pythonPaths(base: string): readonly string[] {
  return [`${base}.py`, `${base}/__init__.py`, `${base}.pyi`];
}

/** Paths that stay in the project. */
function inside(paths: readonly string[]): readonly string[] {
  return paths.map((path) => posix.normalize(path)).filter((path) => path !== '..' && !path.startsWith('../') && !path.startsWith('/'));
}
