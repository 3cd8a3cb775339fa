import { loadSyntax } from '../syntax';
import type { CodeTask } from '../types';
import { askedFunction } from './surroundings';
import { withoutStandIn } from './standIn';

/**
 * The task's own code up to where the body of the function is to come, its description included, ready for the first
 * line of that body; null where there is no such place: a task in words, a function that has a body already, or a
 * description that is not closed.
 */
export async function openingOf(task: CodeTask): Promise<string | null> {
  const syntax = await loadSyntax(task.language);
  const asked = askedFunction(syntax, task);
  if (asked === null || !asked.bodyIsEmpty) {
    return null;
  }
  const end = task.language === 'python' ? asked.endIndex : asked.bodyIndex;
  const opening = withoutStandIn(task.text.slice(0, end).trimEnd(), task.language);
  const closed = task.language === 'python' ? `${opening}\n    pass\n` : `${opening}\n}\n`;
  return syntax.parse(closed, (root) => !root.hasError) ? `${opening}\n` : null;
}
