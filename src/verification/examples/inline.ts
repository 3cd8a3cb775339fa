import { quote } from '../literals';
import { AWAIT } from '../sandbox/messages';
import { callPattern, expectValue, literalOrNull, ownExpression, reasonOf, refuse, type Expectation, type ReadingContext } from './context';
import type { Findings } from './found';
import { NO_ERROR_TYPE, raisingAt, type Raising } from './raising';
import { bracketEnd, logicalLineEnd, topLevelPositions } from './scan';
import type { ExampleKind } from '../types';

/** Text of a block with the line on which each part stands. */
export interface BlockText {
  readonly text: string;
  lineAt(index: number): number;
  readonly commentKind: ExampleKind;
}

interface Separator {
  readonly kind: ExampleKind;
  readonly end: number;
  readonly weak: boolean;
  /** A bare comment (`f(1) // 2`) says little: it is an example only when a value is all there is. */
  readonly tentative: boolean;
}

const ARROW = /[ \t]*(?:\n[ \t]*)?(?:={1,2}>|-{1,2}>|➞|→|⇒|⟹|↦)[ \t]*/y;
const COMMENT = /[ \t]*;?[ \t]*(?:#|\/\/)[ \t]*(={1,2}>|-{1,2}>|➞|→|={1,3}|returns?:?|Returns?:?|output:?|Output:?)?[ \t]*/y;
const NEXT_LINE_COMMENT = /[ \t]*;?[ \t]*\n[ \t]*(?:#|\/\/)[ \t]*(={1,2}>|-{1,2}>|➞|→|returns?:?)[ \t]*/y;
const EQUALITY = /[ \t]*={2,3}[ \t]*/y;
const SINGLE = /[ \t]*=(?![=>])[ \t]*/y;
const PHRASE = /[`'"]?[ \t]*,?[ \t]*(?:(?:should|must|will|would)[ \t]+(?:return|be|equal|give|output)|returns?|gives|yields|equals|is equal to|evaluates to|outputs|produces|is)[ \t]*:?[ \t]*(?=[^\s])/y;

function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

function separatorAt(block: BlockText, index: number): Separator | null {
  const { text, commentKind } = block;
  const simple: readonly (readonly [RegExp, ExampleKind, boolean])[] = [
    [ARROW, 'arrow', false], [EQUALITY, 'equality', false], [SINGLE, 'equality', true],
  ];
  for (const [pattern, kind, weak] of simple) {
    const match = matchAt(pattern, text, index);
    if (match) {
      return { kind: commentKind === 'jsdoc' ? 'jsdoc' : kind, end: index + match[0].length, weak, tentative: false };
    }
  }
  const comment = matchAt(NEXT_LINE_COMMENT, text, index) ?? matchAt(COMMENT, text, index);
  if (comment) {
    return { kind: commentKind, end: index + comment[0].length, weak: false, tentative: comment[1] === undefined };
  }
  const phrase = matchAt(PHRASE, text, index);
  return phrase ? { kind: 'equality', end: index + phrase[0].length, weak: false, tentative: true } : null;
}

/** What may follow a value: punctuation, a comment, a note in brackets, a reason, or the next example. */
const REMAINDER = /^(?:[.,;:!`]*|[,;]?\s*(?:#|\/\/).*|[.,;]?\s+\(.*\)[.;]?|[.,;]?\s+(?:because|since|as|where)\b.*)$/s;

function isRemainder(context: ReadingContext, text: string): boolean {
  const rest = text.trimEnd();
  return REMAINDER.test(rest) || (/^\s*(?:,|;|and|\.)/.test(rest) && callPattern(context).test(rest));
}

/** `19 - 5 - 6 = 8`: every part says the same, so any is the value. */
function chainValue(context: ReadingContext, source: string): string | null {
  const parts = source.split(/(?<![=<>!])={1,2}(?![=>])/).map((part) => part.trim());
  const values = parts.map((part) => literalOrNull(context, part));
  if (parts.length < 2 || values.some((value) => value === null)) {
    return null;
  }
  const same = values.every((value) => JSON.stringify(value) === JSON.stringify(values[0]) || Number(value?.[1]) === Number(values[0]?.[1]));
  return same ? (parts.at(-1) ?? null) : refuse('the parts of the equation differ');
}

/** The text of the value that begins at `start`. */
function valueSource(context: ReadingContext, text: string, start: number): string {
  const end = logicalLineEnd(text, start);
  const line = text.slice(start, end);
  const cuts = topLevelPositions(text, start, end).filter((index) => /[\s.,;:!#/`]/.test(text.charAt(index))).map((index) => index - start);
  const comment = context.grammars.language === 'python' ? /^\s+#/ : /^\s+(?:#|\/\/)/;
  const beforeComment = cuts.filter((cut) => comment.test(line.slice(cut)));
  for (const cut of [...beforeComment, line.trimEnd().length, ...cuts.reverse()]) {
    const source = line.slice(0, cut).replace(/^`|`$/g, '').trim();
    // Punctuation of the sentence, not of a float or a tuple.
    const plain = source.replace(/[.,;:!]+$/, '');
    if (plain !== '' && isRemainder(context, line.slice(cut))) {
      if (literalOrNull(context, plain) !== null) {
        return plain;
      }
      const chained = chainValue(context, plain);
      if (chained !== null) {
        return chained;
      }
    }
  }
  return refuse(`the expected value ${quote(line)} is not understood`);
}

/** Widens a call to the calls around it: `round(f(x), 2)`. */
function outerCall(text: string, start: number, end: number): readonly [start: number, end: number] {
  const outer = /(?:[A-Za-z_][\w.]*)\(\s*$/.exec(text.slice(0, start));
  const outerEnd = outer ? bracketEnd(text, outer.index + outer[0].trimEnd().length - 1) : -1;
  return outer && outerEnd >= end ? outerCall(text, outer.index, outerEnd) : [start, end];
}

/** Longest `await` with the blanks after it that is looked for. */
const MAX_AWAIT_CHARACTERS = 20;
const AWAITS = /\bawait\s+$/;
const DEFINITION = /(?:\bdef|\bfunction\*?|\bconst|\blet|\bvar|\basync|\bnew)\s+$/;

/** Words that say which error a call raises. Of a call with parameters for arguments they describe, and are no example. */
function readRaising(context: ReadingContext, { text }: BlockText, { start, call, line }: { readonly start: number; readonly call: string; readonly line: number }, { exception, end }: Raising, findings: Findings): void {
  const read = reasonOf(() => ownExpression(context, call));
  if (exception !== null && 'value' in read) {
    findings.add({ kind: 'equality', line, expression: read.value, expected: { type: 'raises', exception } });
  } else if ('value' in read || !namesParameter(context, call)) {
    findings.refuse(line, text.slice(start, Math.max(end, logicalLineEnd(text, end))), 'value' in read ? NO_ERROR_TYPE : read.reason);
  }
}

function namesParameter({ parameters }: ReadingContext, call: string): boolean {
  return (call.match(/[A-Za-z_$][\w$]*/g) ?? []).some((word) => parameters?.includes(word));
}

/** Reads one use of the function in prose. @returns where to go on. */
function readUse(context: ReadingContext, block: BlockText, nameStart: number, callEnd: number, findings: Findings): number {
  const { text } = block;
  const [start, end] = outerCall(text, nameStart, callEnd);
  const call = (AWAITS.test(text.slice(Math.max(0, start - MAX_AWAIT_CHARACTERS), start)) ? AWAIT : '') + text.slice(start, end);
  const line = block.lineAt(start);
  const raising = raisingAt(text, end);
  if (raising) {
    readRaising(context, block, { start, call, line }, raising, findings);
    return raising.end;
  }
  const separator = separatorAt(block, end);
  if (!separator) {
    return end;
  }
  const read = reasonOf((): Expectation => expectValue(context, ownExpression(context, call), valueSource(context, text, separator.end)));
  if ('value' in read) {
    findings.add({ kind: separator.kind, line, weak: separator.weak && !isAnnounced(text, start), ...read.value });
  } else if (separator.weak && isRecurrence(context, call, text.slice(separator.end, logicalLineEnd(text, separator.end)))) {
    findings.hasRecurrence = true;
  } else if (!separator.tentative) {
    findings.refuse(line, text.slice(start, logicalLineEnd(text, separator.end)), read.reason);
  }
  return 'value' in read ? separator.end : end;
}

const ANNOUNCEMENT = /^[ \t]*(?:for[ \t]+)?examples?\b[ \t]*(?:\d+[ \t]*)?:?[ \t]*$/im;

/** Whether it stands below the last line that says that examples follow: what is below an earlier one may explain a definition. */
function isAnnounced(text: string, start: number): boolean {
  return ANNOUNCEMENT.test(text.slice(0, start)) && !ANNOUNCEMENT.test(text.slice(start));
}

function isRecurrence(context: ReadingContext, call: string, right: string): boolean {
  return callPattern(context).test(right) || 'reason' in reasonOf(() => ownExpression(context, call));
}

/** Finds calls of the function that prose gives a result for. */
export function readInline(context: ReadingContext, block: BlockText, findings: Findings): void {
  const pattern = callPattern(context);
  for (let match = pattern.exec(block.text); match; match = pattern.exec(block.text)) {
    const end = bracketEnd(block.text, match.index + match[0].length - 1);
    if (end >= 0 && !DEFINITION.test(block.text.slice(0, match.index))) {
      pattern.lastIndex = readUse(context, block, match.index, end, findings);
    }
  }
}

const OTHER_CALL = /^[ \t]*(?:[-*][ \t]*)?(?:for[ \t]+|assert[ \t]+)?([A-Za-z_$][\w$]*)\(/gm;

/** Says of lines that give a result for a call of some other function that they are no examples. */
export function refuseOtherCalls(context: ReadingContext, block: BlockText, findings: Findings): void {
  for (const match of block.text.matchAll(OTHER_CALL)) {
    const name = match[1] ?? '';
    const end = bracketEnd(block.text, match.index + match[0].length - 1);
    const separator = end < 0 || callPattern(context).test(block.text.slice(match.index, end)) ? null : separatorAt(block, end);
    if (separator && !separator.tentative && !separator.weak && !context.definedNames.has(name)) {
      findings.otherCalls.push(name);
      findings.refuse(block.lineAt(match.index), block.text.slice(match.index, logicalLineEnd(block.text, separator.end)), `it calls ${quote(name)}, not ${context.functionName}`);
    }
  }
}
