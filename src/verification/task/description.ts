import type { Syntax } from '../syntax';
import { outline, type TaskFunction } from './functions';

/** A docstring at the start of a body, with the indentation before it. */
const DOCSTRING = /^[ \t]*(?:#[^\n]*)?\n(?:[ \t]*\n)*(?<indent>[ \t]+)(?<text>[rRuU]?(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))/;
/** Any docstring at the start of a body, up to the end of its line. */
const ANY_DOCSTRING = /^[ \t]*\n(?:[ \t]*\n)*[ \t]+[rRuU]?(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')[ \t]*(?=\n)/;

/**
 * Gives the function of an answer the docstring that the task's function has: what takes the place of a person's
 * function must not lose or change their words and examples. Comments above the function stay in the text by themselves.
 */
export function withDescription(syntax: Syntax, code: string, asked: TaskFunction, taskText: string): string {
  const definition = outline(syntax, code).functions.findLast(({ name }) => name === asked.name);
  if (syntax.language !== 'python' || !definition || asked.docstring === null) {
    return code;
  }
  const bare = definition.docstring === null ? code : code.slice(0, definition.bodyIndex) + code.slice(definition.bodyIndex).replace(ANY_DOCSTRING, '');
  const described = definition.docstring !== null && bare === code ? null : withDocstring(bare, definition, taskText.slice(asked.bodyIndex));
  const isKept = described !== null && syntax.parse(described, (root) => !root.hasError);
  return isKept && outline(syntax, described).functions.some(({ name }) => name === definition.name) ? described : code;
}

function withDocstring(code: string, { bodyIndex }: TaskFunction, askedBody: string): string | null {
  const found = DOCSTRING.exec(askedBody)?.groups;
  const rest = code.slice(bodyIndex);
  const oldIndent = found?.['indent'] ?? '';
  const indent = /^[ \t]*(?:#[^\n]*)?\n(?:[ \t]*\n)*(?<indent>[ \t]+)\S/.exec(rest)?.groups?.['indent'];
  // A body on the line of its head gets one of its own.
  const body = indent === undefined ? `\n${oldIndent}${rest.trimStart()}` : rest;
  if (found === undefined) {
    return null;
  }
  const docstring = (found['text'] ?? '').split('\n').map((line, index) => (index > 0 && line.startsWith(oldIndent) ? (indent ?? oldIndent) + line.slice(oldIndent.length) : line)).join('\n');
  return `${code.slice(0, bodyIndex)}\n${indent ?? oldIndent}${docstring}${body}`;
}

/** Gives the function of an answer the decorators of the task's function that it left out. */
export function withDecorators(syntax: Syntax, code: string, asked: TaskFunction, taskText: string): string {
  const definition = outline(syntax, code).functions.findLast(({ name }) => name === asked.name);
  const theirs = decoratorsOf(taskText, asked);
  if (syntax.language !== 'python' || !definition || theirs.trim() === '') {
    return code;
  }
  const own = decoratorsOf(code, definition);
  const missing = own.trim() === '' ? theirs : theirs.split('\n').filter((line) => line.startsWith('@') && !own.includes(line)).map((line) => `${line}\n`).join('');
  return `${code.slice(0, definition.startIndex)}${missing}${code.slice(definition.startIndex)}`;
}

/** What stands before the function's head. */
function decoratorsOf(text: string, { startIndex, signature }: TaskFunction): string {
  return text.slice(startIndex, Math.max(startIndex, text.indexOf(signature, startIndex)));
}
