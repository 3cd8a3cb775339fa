import { dirname, join } from 'node:path';
import ts from 'typescript';
import type { TypeProblem } from '../types';
import type { TypeCheckRequest } from './messages';

const FOLDER = '/task';
/** What scripts expect of a host. Loose on purpose: the sandbox decides what is really there. */
const GLOBALS = `${FOLDER}/globals.d.ts`;
const GLOBALS_TEXT = `
declare const console: Record<string, (...values: unknown[]) => void>;
declare const module: any, exports: any, require: any, process: any, Buffer: any;
declare function setTimeout(run: (...values: any[]) => void, milliseconds?: number, ...values: any[]): any;
declare function setInterval(run: (...values: any[]) => void, milliseconds?: number, ...values: any[]): any;
declare function setImmediate(run: (...values: any[]) => void, ...values: any[]): any;
declare function clearTimeout(timer: any): void;
declare function clearInterval(timer: any): void;
declare function queueMicrotask(run: () => void): void;
declare function structuredClone<T>(value: T): T;
`;
/** Makes a module of the text, so that a name of the task may be declared again. Lines stay as they are. */
const AS_MODULE = '\nexport {};\n';
/** Modules that are not there: nobody installed anything beside the candidate. */
const MISSING_MODULES: ReadonlySet<number> = new Set([2307, 2792, 2882, 7016]);
/**
 * Of JavaScript, where most types are guessed, only what is wrong under any of them: unknown names, wrong numbers of
 * arguments, calls of what is no function, changed constants, uses before the declaration.
 */
const CERTAIN_IN_JAVASCRIPT: ReadonlySet<number> = new Set([2304, 2552, 2554, 2555, 2349, 2351, 2588, 2448, 2454]);
/** Codes below are errors of syntax. */
const FIRST_SEMANTIC_CODE = 2000;
/** Problems told of one candidate. The first ones explain the others more often than not. */
const MAX_PROBLEMS = 20;
const MAX_MESSAGE_CHARACTERS = 300;

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts'],
  types: [],
  allowJs: true,
  checkJs: true,
  strict: true,
  noImplicitAny: false,
  useUnknownInCatchVariables: false,
  noEmit: true,
  skipLibCheck: true,
};

/** TypeScript's language service over texts in memory. Keeps the library's types between programs. */
export class TypeService {
  private files: ReadonlyMap<string, string> = new Map();
  private version = 0;
  private readonly libraries = join(dirname(ts.getDefaultLibFilePath(OPTIONS)), '/');
  private readonly service = ts.createLanguageService(this.host(), ts.createDocumentRegistry());

  /** What is wrong with `code`, in the order of its lines. */
  check({ language, given, code }: TypeCheckRequest): readonly TypeProblem[] {
    const ending = language === 'typescript' ? 'ts' : 'js';
    const candidate = `${FOLDER}/candidate.${ending}`;
    this.version += 1;
    this.files = new Map([[GLOBALS, GLOBALS_TEXT], [`${FOLDER}/given.${ending}`, given], [candidate, code + AS_MODULE]]);
    const found = [...this.service.getSyntacticDiagnostics(candidate), ...this.service.getSemanticDiagnostics(candidate)];
    const counted = found.filter(({ category, code: number }) => category === ts.DiagnosticCategory.Error && counts(number, language));
    return counted.slice(0, MAX_PROBLEMS).map((diagnostic) => ({ line: lineOf(diagnostic), message: messageOf(diagnostic) }));
  }

  private host(): ts.LanguageServiceHost {
    return {
      getCompilationSettings: () => OPTIONS,
      getScriptFileNames: () => [...this.files.keys()],
      getScriptVersion: (name) => (name.startsWith(FOLDER) && name !== GLOBALS ? String(this.version) : '1'),
      getScriptSnapshot: (name) => {
        const text = this.files.get(name) ?? (this.isLibrary(name) ? ts.sys.readFile(name) : undefined);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => FOLDER,
      getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
      fileExists: (name) => this.files.has(name) || (this.isLibrary(name) && ts.sys.fileExists(name)),
      readFile: (name) => this.files.get(name) ?? (this.isLibrary(name) ? ts.sys.readFile(name) : undefined),
      directoryExists: () => false,
      getDirectories: () => [],
    };
  }

  /** A candidate may import any path; only the language's own libraries are read. */
  private isLibrary(name: string): boolean {
    return name.startsWith(this.libraries);
  }
}

function counts(code: number, language: TypeCheckRequest['language']): boolean {
  return !MISSING_MODULES.has(code) && (language === 'typescript' || code < FIRST_SEMANTIC_CODE || CERTAIN_IN_JAVASCRIPT.has(code));
}

function lineOf({ file, start = 0 }: ts.Diagnostic): number {
  return (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
}

function messageOf({ messageText }: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(messageText, ' ').replace(/\s+/g, ' ').slice(0, MAX_MESSAGE_CHARACTERS);
}
