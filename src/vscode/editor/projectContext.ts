import * as vscode from 'vscode';
import { ReckonError } from '../../base/errors';
import type { BudgetLevel } from '../../budget/types';
import type { CodeTask } from '../../verification/types';
import type { Core } from '../core';
import type { QuestionContext } from '../panel/question';
import type { Settings } from '../settings';

/** Shows the model what a task needs of its project, where a setting says so and the folder is trusted. */
export class ProjectContext {
  constructor(
    private readonly core: Core,
    private readonly settings: Settings,
    private readonly log: (line: string) => void,
  ) {}

  /** The task with definitions of the workspace folder that its file is in; as it was where there are none to show. */
  async withContext(task: CodeTask, { source }: QuestionContext, level: BudgetLevel): Promise<CodeTask> {
    const scope = this.settings.get('reckon.retrieval');
    const project = source === null ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.file(source.path))?.uri.fsPath;
    if (source === null || scope === 'none' || project === undefined || !vscode.workspace.isTrusted) {
      return task;
    }
    try {
      return await this.core.get().withContext({ task, file: source.path, fileText: source.text, project, scope, level });
    } catch (error) {
      if (!ReckonError.is(error)) {
        throw error;
      }
      // A file that is not saved yet, say: the question can be answered without.
      this.log(`Nothing of the project is shown to the model. ${error.message}`);
      return task;
    }
  }
}
