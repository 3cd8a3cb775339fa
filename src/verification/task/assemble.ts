import { loadSyntax, partsOf, type Syntax } from '../syntax';
import type { CodeTask } from '../types';
import { commentedStatements, startWithComments } from './comments';
import { withCommentsAbove, withDescription } from './description';
import { outline, type SourceOutline, type TaskFunction } from './functions';

export interface AssembledProgram {
  readonly code: string;
  /** The program parses and defines the function that the task asks for. */
  readonly complete: boolean;
}

const INDENT = '    ';

function definitionOf(source: SourceOutline, name: string | null): TaskFunction | null {
  return (name === null ? source.functions.at(-1) : source.functions.findLast((found) => found.name === name)) ?? null;
}

/**
 * What the task's text has around the function it asks for: imports, types and helpers before it,
 * and helpers after it. Assertions and other calls after it are left out.
 */
function surroundings(syntax: Syntax, task: CodeTask, definition: TaskFunction): { before: string; after: string } {
  const source = outline(syntax, task.text);
  const others = source.functions.filter((found) => found.startIndex >= definition.endIndex && found.name !== definition.name);
  return {
    before: task.text.slice(0, definition.startIndex).trimEnd(),
    after: others.map((found) => task.text.slice(startWithComments(task.text, found.startIndex), found.endIndex)).join('\n\n'),
  };
}

function joined(parts: readonly string[]): string {
  return `${parts.filter((part) => part.trim() !== '').map((part) => part.trimEnd()).join('\n\n')}\n`;
}

function indented(code: string): string {
  return code.split('\n').map((line) => (line.trim() === '' ? line : INDENT + line)).join('\n');
}

/** Ways in which the code can continue the function's own text, from the most to the least literal. */
function continuations(syntax: Syntax, task: CodeTask, definition: TaskFunction, code: string): readonly string[] {
  const head = task.text.slice(0, definition.bodyIsEmpty ? definition.endIndex : definition.bodyIndex).trimEnd();
  const opening = task.text.slice(0, definition.bodyIndex).trimEnd();
  if (syntax.language === 'python') {
    return [head, opening].flatMap((start) => [`${start}\n${code}`, `${start}\n${indented(code)}`, `${start}\n${INDENT}${code.trimStart()}`]);
  }
  return [`${opening}\n${code}`, `${opening}\n${code}\n}`];
}

function isWhole(syntax: Syntax, code: string, name: string | null): boolean {
  return syntax.parse(code, (root) => !root.hasError) && definitionOf(outline(syntax, code), name) !== null;
}

/** The task's own definitions that the model's code does not repeat, then that code. */
function withTaskContext(syntax: Syntax, task: CodeTask, code: string): string {
  const inTask = task.form === 'source' ? definitionOf(outline(syntax, task.text), task.functionName) : null;
  if (!inTask) {
    return joined([code]);
  }
  const { before, after } = surroundings(syntax, task, inTask);
  const repeated = outline(syntax, code).definedNames;
  return joined([...missingStatements(syntax, before, repeated), ...missingStatements(syntax, after, repeated), code]);
}

/** Statements that define something new, with their comments. In JavaScript one name declared twice would be an error. */
function missingStatements(syntax: Syntax, text: string, repeated: ReadonlySet<string>): readonly string[] {
  return syntax.parse(text, (root) => commentedStatements(root).flatMap(({ node, start, end }) => {
    const names = [...outline(syntax, node.text).definedNames];
    const isRepeated = syntax.language === 'python'
      ? names.length > 0 && names.every((name) => repeated.has(name))
      : names.some((name) => repeated.has(name));
    return isRepeated ? [] : [text.slice(start, end)];
  }));
}

/** The code up to the end of the function, when what follows it is broken, as after a cut-off. */
function upToDefinition(syntax: Syntax, code: string, name: string | null): string {
  const definition = definitionOf(outline(syntax, code), name);
  const isBroken = syntax.parse(code, (root) => root.hasError);
  return definition && isBroken ? code.slice(0, definition.endIndex) : code;
}

/**
 * Makes the program that is judged from the code that a model wrote: a whole function, the task's
 * source repeated, or only a body. What the function needs of the task's text is put before it.
 */
export async function assembleProgram(task: CodeTask, modelCode: string): Promise<AssembledProgram> {
  const syntax = await loadSyntax(task.language);
  const code = upToDefinition(syntax, modelCode.replace(/\r\n?/g, '\n'), task.functionName);
  if (definitionOf(outline(syntax, code), task.functionName) && syntax.parse(code, (root) => !root.hasError)) {
    const program = withTaskContext(syntax, task, described(syntax, task, code));
    return { code: program, complete: isWhole(syntax, program, task.functionName) };
  }
  const definition = task.form === 'source' ? definitionOf(outline(syntax, task.text), task.functionName) : null;
  if (definition && !definitionOf(outline(syntax, code), task.functionName) && canBeBody(syntax, code)) {
    const program = continuations(syntax, task, definition, code).find((text) => isWhole(syntax, text, task.functionName) && hasBody(syntax, text, task.functionName));
    if (program !== undefined) {
      return { code: joined([program]), complete: true };
    }
  }
  return { code: joined([code]), complete: false };
}

function described(syntax: Syntax, task: CodeTask, code: string): string {
  const asked = task.form === 'source' ? definitionOf(outline(syntax, task.text), task.functionName) : null;
  const definition = definitionOf(outline(syntax, code), task.functionName);
  if (!asked || !definition) {
    return code;
  }
  return withCommentsAbove(syntax, withDescription(syntax, code, definition, task.text, asked), task.text, asked);
}

const DECLARATION = /^(?:import|function|class|decorated|export|lexical|future_import)/;

/** Whether the code does anything but declare: other functions are no body of the one asked for. */
function canBeBody(syntax: Syntax, code: string): boolean {
  return code.trim() !== '' && syntax.parse(code, (root) => root.hasError || partsOf(root).some((statement) => !DECLARATION.test(statement.type)));
}

function hasBody(syntax: Syntax, code: string, name: string | null): boolean {
  return definitionOf(outline(syntax, code), name)?.bodyIsEmpty === false;
}
