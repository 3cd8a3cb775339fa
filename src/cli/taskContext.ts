import { resolve } from 'node:path';
import { Option } from 'commander';
import { CONTEXT_SCOPES, type ContextScope } from '../app';
import { ReckonError } from '../base/errors';
import type { BudgetLevel, ComputeBudget } from '../budget/types';
import type { CodeTask } from '../verification/types';
import type { Session } from './session';

export type ContextChoice = 'none' | ContextScope;

export interface ContextFlags {
  /** Absent where nobody said: as before, when a run is gone on with. */
  readonly context?: ContextChoice;
  readonly project: string;
}

export const contextOption = (): Option =>
  new Option('--context <scope>', 'definitions of the project that the model is shown as well: of the files that the file imports, or of those near it, too (docs/retrieval.md; default: none)').choices(['none', ...CONTEXT_SCOPES]);

/** A task of a file, and the run that it is for. */
export interface ContextOrder {
  readonly task: CodeTask;
  readonly file: string | undefined;
  readonly text: string;
  readonly level: BudgetLevel;
  readonly limits: ComputeBudget;
}

/**
 * The task with what the model is shown of the project around its file.
 * @throws ReckonError `invalid-input` without a file, or for one outside of the project; `file-not-found` without the project's folder.
 */
export async function withContext({ reckon, terminal, signal }: Session, { task, file, text, level, limits }: ContextOrder, { context = 'none', project }: ContextFlags): Promise<CodeTask> {
  if (context === 'none') {
    return task;
  }
  if (file === undefined) {
    throw new ReckonError('invalid-input', '--context needs a file of the project: what it imports and what is near it is shown to the model.', { hint: 'Name the file instead of standard input, or leave --context out.' });
  }
  const found = await reckon.withContext({ task, file: resolve(file), fileText: text, project: resolve(project), scope: context, level, limits, abortSignal: signal });
  if (found.context === undefined) {
    terminal.line(terminal.colors.dim('nothing of the project is shown to the model: no definition in sight has to do with the task'));
  }
  return found;
}
