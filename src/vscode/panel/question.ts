import type { TaskRequest } from '../../app';
import type { Language } from '../../verification/types';

/** Code of an editor that a question is about. */
export interface QuestionContext {
  /** Without its folder. */
  readonly fileName: string;
  /** Absolute path of the file when it is one of this machine and stands there as in the editor, else null. */
  readonly savedPath: string | null;
  /** The file with its text as the editor has it; null when it is none of this machine. */
  readonly source: { readonly path: string; readonly text: string } | null;
  readonly language: Language;
  /** As it is solved: without the indentation that all its lines share. */
  readonly text: string;
  /** 1-based. */
  readonly firstLine: number;
  readonly lastLine: number;
  /**
   * Puts code in the place of the text.
   * @throws ReckonError `invalid-input` when that text is no longer there.
   */
  replaceWith(code: string): Promise<void>;
}

const LANGUAGE_IDS: Readonly<Record<string, Language>> = {
  python: 'python',
  typescript: 'typescript',
  typescriptreact: 'typescript',
  javascript: 'javascript',
  javascriptreact: 'javascript',
};

/** The language of an editor, where it is one that Reckon can run. */
export function languageOfEditor(languageId: string | undefined): Language | undefined {
  return languageId === undefined ? undefined : LANGUAGE_IDS[languageId];
}

const COMMENT_MARKS: Readonly<Record<Language, string>> = { python: '# ', typescript: '// ', javascript: '// ' };
/** Words that name a language, or code that can only be of one. */
const SPEAKS_FOR_ITSELF = /\b(?:python|typescript|javascript)\b|^\s*(?:async\s+)?def\s+\w+\s*\(|^\s*(?:export\s+)?(?:async\s+)?function\s+\w+/im;

/** The question as the core reads it; null when there is none. */
export function taskRequest(words: string, context: QuestionContext | null, editorLanguage: Language | undefined): TaskRequest | null {
  const wish = words.trim();
  if (context !== null) {
    const { fileName, language, text } = context;
    return { text: wish === '' ? text : `${commented(wish, language)}\n${text}`, language, fileName };
  }
  if (wish === '') {
    return null;
  }
  const language = SPEAKS_FOR_ITSELF.test(wish) ? undefined : editorLanguage;
  return { text: wish, ...(language === undefined ? {} : { language }) };
}

function commented(words: string, language: Language): string {
  return words.split('\n').map((line) => (COMMENT_MARKS[language] + line).trimEnd()).join('\n');
}

/** Splits off the indentation that all lines share, as for a method in a class. */
export function dedent(text: string): { readonly text: string; readonly indent: string } {
  const lines = text.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.slice(0, line.length - line.trimStart().length));
  const indent = indents.reduce((shared, each) => commonPrefix(shared, each), indents[0] ?? '');
  return { text: lines.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart())).join('\n'), indent };
}

export function reindent(text: string, indent: string): string {
  return text.split('\n').map((line) => (line.trim() === '' ? line : indent + line)).join('\n');
}

/** Where whole lines stand in a text, in UTF-16 units; never in the middle of longer ones. */
export function placesOf(lines: string, text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(lines); at >= 0; at = text.indexOf(lines, at + 1)) {
    const isLineStart = at === 0 || text[at - 1] === '\n';
    const isLineEnd = /^(?:\r?\n|$)/.test(text.slice(at + lines.length, at + lines.length + 2));
    if (isLineStart && isLineEnd) {
      places.push(at);
    }
  }
  return places;
}

function commonPrefix(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) {
    length += 1;
  }
  return a.slice(0, length);
}
