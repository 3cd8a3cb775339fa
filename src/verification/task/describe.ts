import { loadSyntax } from '../syntax';
import type { CodeTask, Language } from '../types';
import { outline, type TaskFunction } from './functions';

/** The function that a task of form `source` asks for, as its text has it; null for a task in words. */
export async function describeFunction(task: CodeTask): Promise<TaskFunction | null> {
  if (task.form !== 'source' || task.functionName === null) {
    return null;
  }
  const syntax = await loadSyntax(task.language);
  return outline(syntax, task.text).functions.findLast((found) => found.name === task.functionName) ?? null;
}

/** Whether `code` has the syntax of its language. A compiler may still object. */
export async function parses(code: string, language: Language): Promise<boolean> {
  const syntax = await loadSyntax(language);
  return syntax.parse(code, (root) => !root.hasError);
}
