import type { TextBlock } from '../examples/blocks';

/** Text that may state a property, with the words around it that say for which inputs. */
export interface PropertyText {
  readonly line: number;
  readonly source: string;
  /** What stands after "for all"; null where the text names no inputs. */
  readonly quantifier: string | null;
  /** Written as code on a line of its own or after `assert`, or between backticks: then a fault in it is worth a word. */
  readonly isMarked: boolean;
}

const BEFORE = /^(?:[-*•]|\d+[.)])?\s*(?:(?:property|invariant|note|law)\s*:\s*)?(?:for\s+(?:all|any|every|each)|for)\s+([^:,`]+(?:,\s*[A-Za-z_]\w*(?=\s*[:,]))*)\s*[:,]\s*(.+)$/i;
const AFTER = /^(.+?)[`'"]?\s+(?:for\s+(?:all|any|every|each)|whenever|if)\s+(.+?)[.;]?$/i;
const LABEL = /^(?:[-*•]|\d+[.)])?\s*(?:(?:property|invariant|properties|invariants|law|note)\s*:\s*)?/i;
const TICKED = /`([^`\n]+)`/g;

function withoutMarks(text: string): string {
  return text.trim().replace(/^`+|`+[.;,]?$/g, '').replace(/[.;,]$/, '').trim();
}

function ticked(text: string, line: number): readonly PropertyText[] {
  return [...text.matchAll(TICKED)].map((match) => {
    const after = text.slice(match.index + match[0].length);
    const before = text.slice(0, match.index);
    const quantified = /^\s+for\s+(?:all|any|every|each)\s+([^.;:]+)/i.exec(after)?.[1] ?? /\bfor\s+(?:all|any|every|each)\s+([^.;:]+?)\s*[,:]?\s*$/i.exec(before)?.[1] ?? null;
    return { line, source: match[1] ?? '', quantifier: quantified, isMarked: true };
  });
}

/** The parts of one line that may be a property. */
function inLine(text: string, line: number): readonly PropertyText[] {
  const plain = text.replace(LABEL, '').trim();
  const asserted = /^assert\s+(.+?)(?:\s+for\s+(?:all|any|every|each)\s+(.+))?$/.exec(plain);
  if (asserted) {
    return [{ line, source: withoutMarks(asserted[1] ?? ''), quantifier: asserted[2] ?? null, isMarked: true }];
  }
  const before = BEFORE.exec(plain);
  if (before) {
    return [{ line, source: withoutMarks((before[2] ?? '').replace(/^(?:we have|it holds that|assert)\s+/i, '')), quantifier: before[1] ?? '', isMarked: false }];
  }
  const spans = ticked(plain, line);
  if (spans.length > 0) {
    return spans;
  }
  const after = AFTER.exec(plain);
  return after ? [{ line, source: withoutMarks(after[1] ?? ''), quantifier: after[2] ?? '', isMarked: false }] : [{ line, source: withoutMarks(plain), quantifier: null, isMarked: true }];
}

/** Doctests that state a condition and show that it is true. */
function doctestAt(lines: TextBlock['lines'], index: number): PropertyText | null {
  const source = /^\s*>>>\s*(.+)$/.exec(lines[index]?.text ?? '')?.[1];
  const isTrue = lines[index + 1]?.text.trim() === 'True';
  return source !== undefined && isTrue ? { line: lines[index]?.number ?? 1, source: source.replace(/#.*$/, '').trim(), quantifier: null, isMarked: true } : null;
}

/** Everything in a text that may state a property, in the order of the text. */
export function propertyTexts(blocks: readonly TextBlock[]): readonly PropertyText[] {
  return blocks.flatMap(({ lines }) => lines.flatMap(({ text, number }, index) => {
    if (/^\s*(?:>>>|\.\.\.)/.test(text)) {
      const found = doctestAt(lines, index);
      return found ? [found] : [];
    }
    // Tags of JSDoc are about types and parameters.
    return /^\s*@(?!example)\w/.test(text) ? [] : inLine(text.replace(/^\s*@example\b/, ''), number);
  }));
}
