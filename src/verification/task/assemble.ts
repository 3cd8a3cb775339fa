import { setImmediate as nextTurn } from 'node:timers/promises';
import { loadSyntax, partsOf, type Syntax } from '../syntax';
import type { CandidateProgram, CodeTask } from '../types';
import { withCommentsAbove, withDescription } from './description';
import { withExports } from './exports';
import { outline, type TaskFunction } from './functions';
import { givenBy, programOf, withoutCopies, type Given } from './given';
import { askedFunction, definitionOf, joined, surroundings } from './surroundings';

export interface AssembledProgram {
  /** What a person gets: with the description that the task's function has. */
  readonly code: string;
  /** What is run to judge it. */
  readonly program: CandidateProgram;
}

const INDENT = '    ';

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
  const asked = askedFunction(syntax, task);
  return joined([...(asked ? surroundings(syntax, task, asked, outline(syntax, code).definedNames) : []), code]);
}

/** The code up to the end of the function, when what follows it is broken, as after a cut-off. */
function upToDefinition(syntax: Syntax, code: string, name: string | null): string {
  const definition = definitionOf(outline(syntax, code), name);
  const isBroken = syntax.parse(code, (root) => root.hasError);
  return definition && isBroken ? code.slice(0, definition.endIndex) : code;
}

/**
 * Makes an answer from the code that a model wrote: a whole function, the task's source repeated,
 * or only a body. What the function needs of the task's text is put before it.
 */
export async function assembleProgram(task: CodeTask, modelCode: string): Promise<AssembledProgram> {
  const syntax = await loadSyntax(task.language);
  const given = givenBy(syntax, task);
  // Grammars are compiled as they are used, which the first time takes a while: let others in between.
  await nextTurn();
  const code = upToDefinition(syntax, modelCode.replace(/\r\n?/g, '\n'), task.functionName);
  if (isWhole(syntax, code, task.functionName)) {
    await nextTurn();
    return finished(syntax, task, given, code);
  }
  const continued = continuation(syntax, task, code);
  if (continued === null) {
    // Neither a function nor a body: the sandbox says what is wrong with it.
    const broken = joined([code]);
    return { code: broken, program: programOf(syntax, task, null, broken, broken) };
  }
  const { own, whole } = continued;
  return given ? finished(syntax, task, given, own) : { code: whole, program: programOf(syntax, task, null, own, whole) };
}

function finished(syntax: Syntax, task: CodeTask, given: Given | null, code: string): AssembledProgram {
  const asked = askedFunction(syntax, task);
  const bare = given ? withoutCopies(syntax, given, code) : code;
  const own = asked ? withExports(syntax, bare, task.text, asked) : bare;
  return {
    code: withTaskContext(syntax, task, described(syntax, task, own)),
    program: programOf(syntax, task, given, own, withTaskContext(syntax, task, own)),
  };
}

/** The task's text with the code as the body of its function, and the function alone; null when the code is no body. */
function continuation(syntax: Syntax, task: CodeTask, code: string): { readonly own: string; readonly whole: string } | null {
  const asked = askedFunction(syntax, task);
  if (!asked || definitionOf(outline(syntax, code), task.functionName) || !canBeBody(syntax, code)) {
    return null;
  }
  const text = continuations(syntax, task, asked, code).find((each) => isWhole(syntax, each, task.functionName) && hasBody(syntax, each, task.functionName));
  return text === undefined ? null : { own: text.slice(asked.startIndex), whole: joined([withExports(syntax, text, task.text, asked)]) };
}

function described(syntax: Syntax, task: CodeTask, code: string): string {
  const asked = askedFunction(syntax, task);
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
