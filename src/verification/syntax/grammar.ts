import { dirname, join } from 'node:path';
import { Language as Grammar, Parser, type Node } from '@vscode/tree-sitter-wasm';
import { ReckonError } from '../../base/errors';
import type { Language } from '../types';

export type SyntaxNode = Node;

/** Parsing is linear, but a task or an answer longer than this is not one function. */
export const MAX_SOURCE_CHARACTERS = 400_000;

/** A ready grammar. Loading is asynchronous, parsing is not. */
export interface Syntax {
  readonly language: Language;
  /** Parses and lets `visit` read the tree, which is gone afterwards. Broken text gives a tree with ERROR nodes. */
  parse<T>(text: string, visit: (root: SyntaxNode) => T): T;
}

class TreeSitterSyntax implements Syntax {
  constructor(
    readonly language: Language,
    private readonly parser: Parser,
  ) {}

  parse<T>(text: string, visit: (root: SyntaxNode) => T): T {
    if (text.length > MAX_SOURCE_CHARACTERS) {
      throw new ReckonError('invalid-input', `The text has ${text.length} characters; the limit is ${MAX_SOURCE_CHARACTERS}.`, {
        hint: 'Give one function with its description.',
      });
    }
    const tree = this.parser.parse(text);
    if (!tree) {
      throw new Error('The parser has no language.');
    }
    try {
      return visit(tree.rootNode);
    } finally {
      tree.delete();
    }
  }
}

/** Grammars are immutable and take tens of milliseconds to compile: each is loaded once a process. */
class GrammarLibrary {
  private runtime: Promise<void> | undefined;
  private readonly loaded = new Map<Language, Promise<Syntax>>();

  get(language: Language): Promise<Syntax> {
    const known = this.loaded.get(language);
    if (known) {
      return known;
    }
    const loading = this.load(language);
    this.loaded.set(language, loading);
    return loading;
  }

  private async load(language: Language): Promise<Syntax> {
    const folder = dirname(require.resolve('@vscode/tree-sitter-wasm'));
    this.runtime ??= Parser.init({ locateFile: (file: string) => join(folder, file) });
    await this.runtime;
    const grammar = await Grammar.load(join(folder, `tree-sitter-${language}.wasm`));
    return new TreeSitterSyntax(language, new Parser().setLanguage(grammar));
  }
}

const library = new GrammarLibrary();

export function loadSyntax(language: Language): Promise<Syntax> {
  return library.get(language);
}
