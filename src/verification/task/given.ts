import { freeNames } from '../examples/names';
import { partsOf, type Syntax } from '../syntax';
import type { CandidateProgram, CodeTask } from '../types';
import { outline } from './functions';
import { askedFunction, joined, surroundings } from './surroundings';
import { wordless } from './wordless';

/** What a task itself defines beside the function it asks for. */
export interface Given {
  readonly text: string;
  readonly names: ReadonlySet<string>;
}

/**
 * What the task defines, where its examples evaluate any of it, as `is_sorted(f(x))` does; else null.
 * It decides about answers then, so that it must be the task's own and not what an answer makes of it.
 */
export function givenBy(syntax: Syntax, task: CodeTask): Given | null {
  const asked = askedFunction(syntax, task);
  const text = asked ? joined(surroundings(syntax, task, asked)) : '';
  const names = new Set([...outline(syntax, text).definedNames].filter((name) => name !== task.functionName));
  const isUsed = (expression: string): boolean => syntax.parse(expression, (root) => [...freeNames(root)].some((name) => names.has(name)));
  return names.size > 0 && task.examples.some(({ expression }) => isUsed(expression)) ? { text, names } : null;
}

/** Directives to the compiler: they hold for the text in which they stand. */
function futureImports(syntax: Syntax, text: string): readonly string[] {
  return syntax.parse(text, (root) => partsOf(root).filter(({ type }) => type === 'future_import_statement').map((statement) => statement.text));
}

/**
 * The program that is run to judge an answer. What says in words what is right stays outside.
 * @param own the answer's own statements, @param whole those with what they need of the task before them.
 */
export function programOf(syntax: Syntax, { functionName }: CodeTask, given: Given | null, own: string, whole: string): CandidateProgram {
  const bare = (text: string): string => wordless(syntax, text, functionName);
  return given
    ? { functionName, given: bare(given.text), givenNames: [...given.names], code: bare(joined([...futureImports(syntax, given.text), own])) }
    : { functionName, given: '', givenNames: [], code: bare(whole) };
}
