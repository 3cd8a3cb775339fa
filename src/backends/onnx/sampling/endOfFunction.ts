import type { GenerateOptions } from '../../../model';

type CodeLanguage = NonNullable<GenerateOptions['stopAfterFunction']>;

/** How lines begin that stand outside of any function. */
interface Grammar {
  readonly opensFunction: RegExp;
  /** Definitions, imports, values, closing brackets: code may go on with these. */
  readonly continues: RegExp;
  /** What may still become one of those. */
  readonly undecided: RegExp;
  readonly comment: string;
  /** Quotes of texts of several lines. */
  readonly longQuotes: RegExp;
}

const SCRIPT: Grammar = {
  opensFunction: /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\b|(?:const|let|var)\s+[\w$]+[^=]*=\s*(?:async\s*)?(?:\(|function\b))/,
  continues: /^(?:export|default|async|function|const|let|var|class|interface|type|enum|import|declare|abstract|namespace)\b|^[@})\]]/,
  undecided: /^[a-z]*$/,
  comment: '//',
  longQuotes: /`/g,
};

const GRAMMARS: Readonly<Record<CodeLanguage, Grammar>> = {
  python: {
    opensFunction: /^(?:async\s+)?def\b/,
    continues: /^(?:async|def|class|import|from)\s|^[@)\]}]|^[A-Za-z_]\w*\s*(?::[^=]*)?=(?!=)/,
    undecided: /^[A-Za-z_]\w*\s*(?::[^=(]*)?=?$/,
    comment: '#',
    longQuotes: /"""|'''/g,
  },
  javascript: SCRIPT,
  typescript: SCRIPT,
};

/** Comments that announce what is not part of the answer. */
const AFTERTHOUGHT = /^\W*(?:test|example|usage|driver|output|check)/i;

type Verdict = 'continue' | 'stop' | 'wait';

/**
 * Ends code before what models like to add once a function is complete: calls, prints, tests.
 * Definitions, imports and values may follow; a remark may, when one of those follows it. Only lines
 * that are not indented are looked at (the first tells whether a function was begun before), so it trusts the usual layout: where that is broken it ends
 * too late rather than too early.
 */
export class EndOfFunctionMatcher {
  private readonly grammar: Grammar;
  /** Blank lines and remarks that wait for the line that decides over them. */
  private pending = '';
  private line = '';
  /** Whether the line that is being written is known to belong to the code. */
  private isShown = false;
  private isInsideText = false;
  private hasFunction = false;
  /** Whether a line with anything on it was ended. */
  private hasBegun = false;

  constructor(language: CodeLanguage) {
    this.grammar = GRAMMARS[language];
  }

  /** Text that is certainly part of the code, and whether the code has ended. */
  push(text: string): { emit: string; stopped: boolean } {
    let emit = '';
    for (const piece of text.split(/(?<=\n)/)) {
      this.line += piece;
      const verdict = this.isShown ? 'continue' : this.judge();
      if (verdict === 'stop') {
        return { emit, stopped: true };
      }
      if (verdict === 'continue') {
        emit += this.isShown ? piece : this.pending + this.line;
        this.pending = '';
        this.isShown = true;
      }
      if (piece.endsWith('\n')) {
        this.endLine();
      }
    }
    return { emit, stopped: false };
  }

  /** What was held back, once no more text comes. */
  flush(): string {
    const held = this.pending + (this.isShown ? '' : this.line);
    this.pending = '';
    this.line = '';
    return held;
  }

  private judge(): Verdict {
    const { grammar, line } = this;
    // What begins indented goes on inside of a function that was there before.
    this.hasFunction ||= !this.hasBegun && /^[ \t]+\S/.test(line);
    if (!this.hasFunction || this.isInsideText) {
      return 'continue';
    }
    if (line.trim() === '') {
      return 'wait';
    }
    if (/^\s/.test(line)) {
      return 'continue';
    }
    if (line.startsWith(grammar.comment)) {
      return AFTERTHOUGHT.test(line.slice(grammar.comment.length)) ? 'stop' : 'wait';
    }
    if (grammar.continues.test(line)) {
      return 'continue';
    }
    const isWhole = line.endsWith('\n');
    return !isWhole && (grammar.undecided.test(line) || grammar.comment.startsWith(line)) ? 'wait' : 'stop';
  }

  private endLine(): void {
    const { grammar, line } = this;
    this.hasBegun ||= line.trim() !== '';
    this.hasFunction ||= !this.isInsideText && grammar.opensFunction.test(line);
    if ((line.match(grammar.longQuotes)?.length ?? 0) % 2 === 1) {
      this.isInsideText = !this.isInsideText;
    }
    this.pending += this.isShown ? '' : line;
    this.line = '';
    this.isShown = false;
  }
}
