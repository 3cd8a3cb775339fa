import { loadSyntax } from '../syntax';
import type { CodeTask } from '../types';
import { outline } from './functions';
import type { ReadTaskOptions } from './readTask';
import { methodsOf, ownTask } from './readTasks';
import { askedFunction } from './surroundings';

/** A function of a text that no verdict is about. */
export interface FunctionNotChecked {
  /** With its class where it is a method, such as `Stack.push`. */
  readonly name: string;
  /** In a few words, such as `no example`. */
  readonly reason: string;
}

/**
 * The functions and methods of the text of `tasks` that none of them asks for, in the order of the text; none where one
 * was asked for by name. @param options what the tasks were read with. Throws what `readTask` throws.
 */
export async function functionsNotChecked(tasks: readonly CodeTask[], options: ReadTaskOptions = {}): Promise<readonly FunctionNotChecked[]> {
  const [first] = tasks;
  if (first?.form !== 'source' || options.functionName !== undefined) {
    return [];
  }
  const syntax = await loadSyntax(first.language);
  const source = outline(syntax, first.text);
  const asked = new Set(tasks.map(({ functionName }) => functionName));
  const others = [...new Set(source.functions.map(({ name }) => name))].filter((name) => !asked.has(name));
  const functions = await Promise.all(others.map(async (functionName) => ({ name: functionName, reason: whyNot(await ownTask(first.text, { ...options, functionName })) })));
  return [...functions, ...methodsOf(syntax, first.text).map((name) => ({ name, reason: 'a method' }))];
}

function whyNot({ examples, notUnderstood }: CodeTask): string {
  const [stated, ...more] = notUnderstood;
  if (examples.length > 0 || !stated) {
    return 'no example';
  }
  return more.length === 0
    ? `its example is not understood: ${stated.text}: ${stated.reason}`
    : `its ${notUnderstood.length} examples are not understood, the first: ${stated.text}: ${stated.reason}`;
}

/** Whether the task's text has its function, but nothing that it does yet. */
export async function hasNoBody(task: CodeTask): Promise<boolean> {
  return task.form === 'source' && askedFunction(await loadSyntax(task.language), task)?.bodyIsEmpty === true;
}
