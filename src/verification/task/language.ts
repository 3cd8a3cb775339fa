import { extname } from 'node:path';
import { ReckonError } from '../../base/errors';
import { LANGUAGES, type Language } from '../types';

const EXTENSIONS: ReadonlyMap<string, Language> = new Map([
  ['.py', 'python'], ['.pyw', 'python'],
  ['.ts', 'typescript'], ['.mts', 'typescript'], ['.cts', 'typescript'],
  ['.js', 'javascript'], ['.mjs', 'javascript'], ['.cjs', 'javascript'],
]);
/** Files that hold a task in words; their content decides. */
const PROSE_EXTENSIONS: ReadonlySet<string> = new Set(['', '.md', '.markdown', '.txt', '.rst', '.text']);

const SUPPORTED = 'Python, TypeScript or JavaScript';

function fromExtension(fileName: string): Language | null {
  const extension = extname(fileName).toLowerCase();
  const language = EXTENSIONS.get(extension);
  if (language === undefined && !PROSE_EXTENSIONS.has(extension)) {
    throw new ReckonError('unsupported-language', `Files that end in ${extension} are not supported.`, {
      hint: `Give a file in ${SUPPORTED}, or name the language with --language.`,
    });
  }
  return language ?? null;
}

const PYTHON_SIGNS: readonly RegExp[] = [
  /^\s*(?:async\s+)?def\s+\w+\s*\(/m, /^\s*from\s+[\w.]+\s+import\s/m, /\bPython\b/i, /^\s*assert\s+[^(]/m, /^\s*elif\b/m, /"""/, /\b(?:True|False|None)\b/,
];
const SCRIPT_SIGNS: readonly RegExp[] = [
  /\bfunction\s*\w*\s*\(/, /^\s*(?:export\s+)?(?:const|let|var)\s+\w+/m, /\/\*\*/, /===/, /\bJavaScript\b/i, /\bTypeScript\b/i, /console\.\w+\(/, /^\s*\/\//m,
];
const TYPE_SIGNS: readonly RegExp[] = [
  /\bTypeScript\b/i, /[\w)\]]\??\s*:\s*(?:number|string|boolean|any|unknown|void|bigint|Array<|Record<|Map<|Set<)/, /^\s*(?:export\s+)?(?:interface|type)\s+\w+/m, /\)\s*:\s*[\w<[{]/,
];
const FENCE = /^\s*(?:```|~~~)(\w+)/m;
const FENCE_NAMES: ReadonlyMap<string, Language> = new Map([
  ['python', 'python'], ['py', 'python'], ['typescript', 'typescript'], ['ts', 'typescript'], ['javascript', 'javascript'], ['js', 'javascript'],
]);

function count(signs: readonly RegExp[], text: string): number {
  return signs.filter((sign) => sign.test(text)).length;
}

/** Words and code of which there is no doubt. One literal is no such thing: `True` stands in texts for any language. */
const STATEMENTS: readonly RegExp[] = [
  /\b(?:Python|JavaScript|TypeScript)\b/i, /^\s*(?:async\s+)?def\s+\w+\s*\(/m, /\bfunction\s+\w+\s*[(<]/, /^\s*(?:export\s+)?(?:const|let|var)\s+\w+\s*[:=]/m,
];

/** Whether a text says which language it is about. */
function statesLanguage(text: string): boolean {
  return fencedLanguage(text) !== undefined || count(STATEMENTS, text) > 0;
}

function fencedLanguage(text: string): Language | undefined {
  return FENCE_NAMES.get(FENCE.exec(text)?.[1]?.toLowerCase() ?? '');
}

/** The language of a text, Python where nothing speaks for another. */
function fromContent(text: string): Language {
  const fenced = fencedLanguage(text);
  if (fenced) {
    return fenced;
  }
  if (/^\s*(?:async\s+)?def\s+\w+\s*\(/m.test(text) || count(PYTHON_SIGNS, text) >= count(SCRIPT_SIGNS, text)) {
    return /\bTypeScript\b/.test(text) && !/^\s*(?:async\s+)?def\s/m.test(text) ? 'typescript' : 'python';
  }
  return count(TYPE_SIGNS, text) > 0 ? 'typescript' : 'javascript';
}

export interface LanguageClues {
  readonly language?: string;
  readonly fileName?: string;
  readonly likelyLanguage?: Language;
}

/** Language from what was asked for, else the file's name, else what the text states, else what is likely, else what the text looks like. */
export function chooseLanguage(text: string, { language: asked, fileName, likelyLanguage }: LanguageClues): Language {
  if (asked !== undefined) {
    const known = LANGUAGES.find((language) => language === asked);
    if (known) {
      return known;
    }
    throw new ReckonError('unsupported-language', `${asked} is not supported.`, { hint: `Choose one of ${SUPPORTED}.` });
  }
  const named = fileName === undefined ? null : fromExtension(fileName);
  return named ?? (likelyLanguage !== undefined && !statesLanguage(text) ? likelyLanguage : fromContent(text));
}

/** The language that the file's name says it holds; null where it says none. */
export function languageOfFile(fileName: string): Language | null {
  return EXTENSIONS.get(extname(fileName).toLowerCase()) ?? null;
}

/** Whether the file's name says that it holds code, whatever it looks like. */
export function isCodeFile(fileName: string | undefined): boolean {
  return fileName !== undefined && EXTENSIONS.has(extname(fileName).toLowerCase());
}
