import type { Syntax } from '../syntax';
import { commentsAbove } from './comments';
import { outline, type TaskFunction } from './functions';

/** A docstring at the start of a body, with the indentation before it. */
const DOCSTRING = /^[ \t]*\r?\n(?<indent>[ \t]+)(?<text>[rRuU]?(?:"""[\s\S]*?"""|'''[\s\S]*?'''))/;
/** A comment block that ends where a declaration begins. */
const COMMENT_ABOVE = /\/\*(?:(?!\*\/)[\s\S])*\*\/[ \t]*\n[ \t]*$/;

/**
 * Gives the function of an answer the description that the task's function has, when the model left
 * it out: what takes the place of a person's function must not lose their words and examples.
 */
export function withDescription(syntax: Syntax, code: string, definition: TaskFunction, taskText: string, asked: TaskFunction): string {
  if (definition.docstring !== null || asked.docstring === null) {
    return code;
  }
  const described = syntax.language === 'python' ? withDocstring(code, definition, taskText.slice(asked.bodyIndex)) : withComment(code, definition, taskText.slice(0, asked.startIndex));
  const isKept = described !== null && syntax.parse(described, (root) => !root.hasError);
  return isKept && outline(syntax, described).functions.some(({ name }) => name === definition.name) ? described : code;
}

function withDocstring(code: string, { bodyIndex }: TaskFunction, askedBody: string): string | null {
  const found = DOCSTRING.exec(askedBody)?.groups;
  const rest = code.slice(bodyIndex);
  const indent = /^[ \t]*\n(?:[ \t]*\n)*(?<indent>[ \t]+)\S/.exec(rest)?.groups?.['indent'];
  if (found === undefined || indent === undefined) {
    return null;
  }
  const oldIndent = found['indent'] ?? '';
  const docstring = (found['text'] ?? '').split('\n').map((line, index) => (index > 0 && line.startsWith(oldIndent) ? indent + line.slice(oldIndent.length) : line)).join('\n');
  return `${code.slice(0, bodyIndex)}\n${indent}${docstring}${rest}`;
}

function withComment(code: string, { startIndex }: TaskFunction, askedBefore: string): string | null {
  const comment = COMMENT_ABOVE.exec(askedBefore)?.[0].trim();
  return comment === undefined ? null : `${code.slice(0, startIndex)}${comment}\n${code.slice(startIndex)}`;
}

/** Gives the function of an answer the comments that stand above the task's function, when it has none. */
export function withCommentsAbove(syntax: Syntax, code: string, taskText: string, asked: TaskFunction): string {
  const comments = commentsAbove(taskText, asked.startIndex);
  const definition = outline(syntax, code).functions.findLast(({ name }) => name === asked.name);
  if (comments === '' || !definition || commentsAbove(code, definition.startIndex) !== '') {
    return code;
  }
  return `${code.slice(0, definition.startIndex)}${comments}${code.slice(definition.startIndex)}`;
}
