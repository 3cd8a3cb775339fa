import type { Syntax } from '../syntax';
import type { CodeTask } from '../types';
import { commentedStatements, startWithComments } from './comments';
import { outline, type SourceOutline, type TaskFunction } from './functions';

export function definitionOf(source: SourceOutline, name: string | null): TaskFunction | null {
  return (name === null ? source.functions.at(-1) : source.functions.findLast((found) => found.name === name)) ?? null;
}

/** The function that a task of form `source` asks for, in its text; null for a task in words. */
export function askedFunction(syntax: Syntax, task: CodeTask): TaskFunction | null {
  return task.form === 'source' ? definitionOf(outline(syntax, task.text), task.functionName) : null;
}

/** Parts of a program with an empty line between them. */
export function joined(parts: readonly string[]): string {
  return `${parts.filter((part) => part.trim() !== '').map((part) => part.trimEnd()).join('\n\n')}\n`;
}

/**
 * What the task's text has around the function it asks for: imports, types and helpers before it,
 * and helpers after it. Assertions and other calls after it are left out, and what defines only
 * names that are `repeated` elsewhere.
 */
export function surroundings(syntax: Syntax, task: CodeTask, asked: TaskFunction, repeated: ReadonlySet<string>): readonly string[] {
  const others = outline(syntax, task.text).functions.filter((found) => found.startIndex >= asked.endIndex && found.name !== asked.name);
  const before = task.text.slice(0, asked.startIndex).trimEnd();
  const after = others.map((found) => task.text.slice(startWithComments(task.text, found.startIndex), found.endIndex)).join('\n\n');
  return [...missingStatements(syntax, before, repeated), ...missingStatements(syntax, after, repeated)];
}

/** Statements that define something new, with their comments. In JavaScript one name declared twice would be an error. */
export function missingStatements(syntax: Syntax, text: string, repeated: ReadonlySet<string>): readonly string[] {
  return syntax.parse(text, (root) => commentedStatements(root).flatMap(({ node, start, end }) => {
    const names = [...outline(syntax, node.text).definedNames];
    const isRepeated = syntax.language === 'python'
      ? names.length > 0 && names.every((name) => repeated.has(name))
      : names.some((name) => repeated.has(name));
    return isRepeated ? [] : [text.slice(start, end)];
  }));
}
