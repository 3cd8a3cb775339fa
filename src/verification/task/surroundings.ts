import { isBuiltinName } from '../examples/names';
import { descendants, field, type Syntax, type SyntaxNode } from '../syntax';
import type { CodeTask } from '../types';
import { commentedStatements, type CommentedStatement } from './comments';
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

/** The task's text without the function that it asks for. */
export function textAround(task: CodeTask, { startIndex, endIndex }: TaskFunction): string {
  return `${task.text.slice(0, startIndex)}\n${task.text.slice(endIndex)}`;
}

/**
 * What the program that is judged needs of the task's text around the function it asks for: everything before it,
 * and what is defined after it. Assertions and other calls after it are left out.
 */
export function surroundings(syntax: Syntax, task: CodeTask, asked: TaskFunction): readonly string[] {
  const before = task.text.slice(0, asked.startIndex).trimEnd();
  const after = task.text.slice(asked.endIndex);
  const isOther = ({ node }: CommentedStatement): boolean => !outline(syntax, node.text).definedNames.has(asked.name);
  return [
    ...statementsOf(syntax, before, isOther),
    ...statementsOf(syntax, after, (statement) => isOther(statement) && isDefinition(syntax, statement.node)),
  ];
}

function statementsOf(syntax: Syntax, text: string, isWanted: (statement: CommentedStatement) => boolean): readonly string[] {
  return syntax.parse(text, (root) => commentedStatements(root).filter(isWanted).map(({ start, end }) => text.slice(start, end)));
}

const VALUES = ['expression_statement', 'lexical_declaration', 'variable_declaration', 'if_statement', 'try_statement', 'with_statement'];
const CALLS = ['call', 'call_expression', 'new_expression', 'await_expression'];

/** Whether a statement defines something without running anything of the task, which might need the function that is not there yet. */
function isDefinition(syntax: Syntax, node: SyntaxNode): boolean {
  const { definedNames, functions } = outline(syntax, node.text);
  const declaration = field(node, 'declaration') ?? node;
  return definedNames.size > 0 && (functions.length > 0 || !VALUES.includes(declaration.type) || descendants(declaration, CALLS).every((call) => isHarmless(call, syntax)));
}

function isHarmless(call: SyntaxNode, { language }: Syntax): boolean {
  const callee = (field(call, 'function') ?? field(call, 'constructor'))?.text ?? '';
  return isBuiltinName(callee, language) || callee === 're.compile';
}
