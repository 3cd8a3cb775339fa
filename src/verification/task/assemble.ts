import { nextTurn } from '../../base/turn';
import { loadSyntax, partsOf, type Syntax } from '../syntax';
import type { CandidateProgram, CodeTask } from '../types';
import { withDecorators, withDescription } from './description';
import { withExports } from './exports';
import { outline, type TaskFunction } from './functions';
import { givenBy, programOf, type Given } from './given';
import { ownStatements, textOf } from './ownStatements';
import { missingImports } from './missingImports';
import { rewritten } from './rewritten';
import { withoutStandIn } from './standIn';
import { askedFunction, definitionOf, joined, surroundings, textAround } from './surroundings';

export interface AssembledProgram {
  /** What a person gets: where the task is source, its text with the function in its place. */
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
  const head = withoutStandIn(task.text.slice(0, definition.bodyIsEmpty ? definition.endIndex : definition.bodyIndex).trimEnd(), syntax.language);
  const opening = task.text.slice(0, definition.bodyIndex).trimEnd();
  if (syntax.language === 'python') {
    return [head, opening].flatMap((start) => [`${start}\n${code}`, `${start}\n${indented(code)}`, `${start}\n${INDENT}${code.trimStart()}`]);
  }
  return [`${opening}\n${code}`, `${opening}\n${code}\n}`];
}

function isWhole(syntax: Syntax, code: string, name: string | null): boolean {
  return syntax.parse(code, (root) => !root.hasError) && definitionOf(outline(syntax, code), name) !== null;
}

/** The code up to the end of the function, when what follows it is broken, as after a cut-off. */
function upToDefinition(syntax: Syntax, code: string, name: string | null): string {
  const definition = definitionOf(outline(syntax, code), name);
  const isBroken = syntax.parse(code, (root) => root.hasError);
  return definition && isBroken ? code.slice(0, definition.endIndex) : code;
}

/**
 * Makes an answer from the code that a model wrote: a whole function, the task's source repeated, or only a body.
 * Where the task is source, a person gets their own text with nothing but that function changed, and what it newly
 * needs put before it; what else their text defines is theirs, also in the program that is judged.
 */
export async function assembleProgram(task: CodeTask, modelCode: string): Promise<AssembledProgram> {
  const syntax = await loadSyntax(task.language);
  const given = givenBy(syntax, task);
  // Grammars are compiled as they are used, which the first time takes a while: let others in between.
  await nextTurn();
  const asked = askedFunction(syntax, task);
  const code = upToDefinition(syntax, modelCode.replace(/\r\n?/g, '\n'), task.functionName);
  const isAnswer = isWhole(syntax, code, task.functionName);
  const whole = isAnswer ? code : asked && continuation(syntax, task, asked, code);
  await nextTurn();
  if (whole !== null && asked) {
    const imports = missingImports(syntax, whole, textAround(task, asked));
    return placed(syntax, task, asked, given, [...imports, whole].join('\n'));
  }
  // A task in words; or neither a function nor a body: the sandbox says what is wrong with it.
  const alone = joined([missingImports(syntax, code, '').join('\n'), code]);
  return { code: alone, program: programOf(syntax, task, null, alone, alone) };
}

/** The answer in the place of the task's function. */
function placed(syntax: Syntax, task: CodeTask, asked: TaskFunction, given: Given | null, whole: string): AssembledProgram {
  const around = textAround(task, asked);
  const bare = textOf(ownStatements(syntax, whole, around, asked.name));
  const own = withExports(syntax, withDecorators(syntax, bare, asked, task.text), task.text, asked);
  const described = withDescription(syntax, own, asked, task.text);
  return {
    code: rewritten(syntax, task.text, asked, ownStatements(syntax, described, around, asked.name)),
    program: programOf(syntax, task, given, joined([own]), joined([...surroundings(syntax, task, asked), own])),
  };
}

/** The task's function with the code as its body; null when the code is no body. */
function continuation(syntax: Syntax, task: CodeTask, asked: TaskFunction, code: string): string | null {
  if (definitionOf(outline(syntax, code), task.functionName) || !canBeBody(syntax, code)) {
    return null;
  }
  const text = continuations(syntax, task, asked, code).find((each) => isWhole(syntax, each, task.functionName) && hasBody(syntax, each, task.functionName));
  return text?.slice(asked.startIndex) ?? null;
}

const DECLARATION = /^(?:import|function|class|decorated|export|lexical|future_import)/;

/** Whether the code does anything but declare: other functions are no body of the one asked for. */
function canBeBody(syntax: Syntax, code: string): boolean {
  return code.trim() !== '' && syntax.parse(code, (root) => root.hasError || partsOf(root).some((statement) => !DECLARATION.test(statement.type)));
}

function hasBody(syntax: Syntax, code: string, name: string | null): boolean {
  return definitionOf(outline(syntax, code), name)?.bodyIsEmpty === false;
}
