import { partsOf, type Syntax, type SyntaxNode } from '../syntax';
import { commentedStatements, commentsAbove, startWithComments, type CommentedStatement } from './comments';
import { isExportedApart } from './exports';
import { repaired, type TaskFunction } from './functions';
import { isImport } from './imports';
import { textOf, type OwnStatement } from './ownStatements';

/** Text that goes into another one at an index. */
interface Insertion {
  readonly at: number;
  readonly text: string;
}

/**
 * The task's text with the function replaced by that of an answer, the comments above it kept. Imports that the
 * answer adds go to those of the text, helpers before the function. Everything else is as it was, to the letter.
 */
export function rewritten(syntax: Syntax, text: string, asked: TaskFunction, own: readonly OwnStatement[]): string {
  const at = own.findIndex(({ role }) => role === 'asked');
  const isApart = isExportedApart(syntax, text.slice(0, asked.startIndex) + text.slice(asked.endIndex), asked.name);
  const others = own.map((each) => (each.role === 'other' || (each.role === 'export' && !isApart) ? each : null));
  const helpers = others.slice(0, at).filter((each) => each !== null);
  const after = others.slice(at + 1).filter((each) => each !== null);
  const [place, gap] = [startWithComments(text, asked.startIndex), gapBefore(text, asked)];
  const head = inserted(text.slice(0, asked.startIndex), [
    ...importInsertions(syntax, text, own, gap),
    ...(helpers.length > 0 ? [{ at: place, text: `${spaceBefore(text.slice(0, place))}${textOf(helpers)}${gap}` }] : []),
  ]);
  const result = head + answerText(own[at], text, asked) + after.map((each) => each.gap + each.text).join('') + text.slice(asked.endIndex);
  return result.endsWith('\n') ? result : `${result}\n`;
}

/** The function with its own comments above it, where the text has none there. */
function answerText(answer: OwnStatement | undefined, text: string, { startIndex }: TaskFunction): string {
  return answer === undefined ? '' : answer.text.slice(commentsAbove(text, startIndex) === '' ? 0 : answer.from).trimEnd();
}

/** Empty lines as the text has them before the function. */
function gapBefore(text: string, { startIndex }: TaskFunction): string {
  const before = text.slice(0, startWithComments(text, startIndex));
  return before.trim() !== '' && before.endsWith('\n\n\n') ? '\n\n\n' : '\n\n';
}

function spaceBefore(before: string): string {
  return before.trim() === '' || before.endsWith('\n\n') ? '' : '\n';
}

function inserted(text: string, insertions: readonly Insertion[]): string {
  let [result, end] = ['', 0];
  for (const each of [...insertions].sort((a, b) => a.at - b.at)) {
    result += text.slice(end, each.at) + each.text;
    end = each.at;
  }
  return result + text.slice(end);
}

/** What may stand before imports: descriptions of the module, `'use strict'`. */
function isHeading(node: SyntaxNode): boolean {
  return node.type === 'expression_statement' && partsOf(node).every(({ type }) => type === 'string');
}

interface Lead {
  readonly last: CommentedStatement | null;
  readonly firstImport: CommentedStatement | null;
}

function linesOf(own: readonly OwnStatement[], role: OwnStatement['role']): readonly string[] {
  return own.filter((each) => each.role === role).map((each) => each.text.slice(each.from));
}

/** Directives to the compiler have to stand before the other imports. */
function importInsertions(syntax: Syntax, text: string, own: readonly OwnStatement[], gap: string): readonly Insertion[] {
  const [directives, imports] = [linesOf(own, 'future'), linesOf(own, 'import')];
  if (directives.length + imports.length === 0) {
    return [];
  }
  return syntax.parse(repaired(syntax, text), (root) => {
    const { last, firstImport } = leadOf(commentedStatements(root));
    if (firstImport !== null && last !== null) {
      return [
        ...directives.map((line) => ({ at: firstImport.node.startIndex, text: `${line}\n` })),
        ...imports.map((line) => ({ at: lineEnd(text, last.end), text: `\n${line}` })),
      ];
    }
    const lines = [...directives, ...imports].join('\n');
    return [last !== null ? { at: lineEnd(text, last.end), text: `\n\n${lines}` } : { at: top(text, root), text: lines + gap }];
  });
}

function leadOf(statements: readonly CommentedStatement[]): Lead {
  const isLead = ({ node }: CommentedStatement): boolean => isImport(node) || node.type === 'future_import_statement' || isHeading(node);
  const end = statements.findIndex((each) => !isLead(each));
  const lead = end < 0 ? statements : statements.slice(0, end);
  return { last: lead.at(-1) ?? null, firstImport: lead.find(({ node }) => !isHeading(node)) ?? null };
}

function lineEnd(text: string, index: number): number {
  const end = text.indexOf('\n', index);
  return end < 0 ? text.length : end;
}

/** Lines that have to stay the first ones of a file. */
const FIRST_LINES = /^(?:#!.*\n)?(?:#.*coding[:=].*\n)?/;

/** Before the first statement and what describes it; what stands apart above is about the file. */
function top(text: string, root: SyntaxNode): number {
  const first = partsOf(root)[0]?.startIndex ?? 0;
  return Math.max(FIRST_LINES.exec(text)?.[0].length ?? 0, startWithComments(text, first));
}
