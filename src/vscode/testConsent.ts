import { dirname, relative } from 'node:path';
import * as vscode from 'vscode';
import type { SolveOwnTests } from '../app';
import { ReckonError } from '../base/errors';
import type { TestPlan } from '../verification/ownTests';
import type { CodeTask } from '../verification/types';
import type { Core } from './core';
import type { Settings } from './settings';

const MEMORY_KEY = 'reckon.testConsent';

/** What the person said to each command in each folder of this workspace. */
type Answers = Readonly<Record<string, boolean>>;

/** Finds the tests of the project that a file is in, and runs none before the person has agreed to the command. */
export class TestConsent {
  constructor(
    private readonly memory: vscode.Memento,
    private readonly core: Core,
    private readonly settings: Settings,
    private readonly log: (line: string) => void,
  ) {}

  /** The tests that shall judge answers to a task about a function of the file; null when there are none, or the person does not want it. */
  async ownTests(task: CodeTask, file: string): Promise<SolveOwnTests | null> {
    if (!vscode.workspace.isTrusted || this.settings.get('reckon.verification.ownTests') === 'off') {
      return null;
    }
    const plan = this.find(file);
    if (plan === null || !(await this.hasPlace(plan, file, task)) || !(await this.agreed(plan))) {
      return null;
    }
    return { plan, file, isTrusted: vscode.workspace.isTrusted, consent: { project: plan.project, command: plan.command } };
  }

  async forget(): Promise<void> {
    await this.memory.update(MEMORY_KEY, undefined);
  }

  /** The tests of the nearest folder around the file that has any, within its workspace folder. */
  private find(file: string): TestPlan | null {
    const root = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath;
    for (let folder = dirname(file); root !== undefined && !relative(root, folder).startsWith('..'); folder = dirname(folder)) {
      const { plan } = this.core.get().findOwnTests(folder, file);
      if (plan !== null) {
        return plan;
      }
      if (folder === dirname(folder)) {
        break;
      }
    }
    return null;
  }

  private async hasPlace(plan: TestPlan, file: string, task: CodeTask): Promise<boolean> {
    try {
      await this.core.get().requireOwnTestsPlace(plan, file, task);
      return true;
    } catch (error) {
      if (!ReckonError.is(error)) {
        throw error;
      }
      // A method, say: the question can be answered without.
      this.log(`Your own tests do not judge this answer. ${error.message}`);
      return false;
    }
  }

  private async agreed(plan: TestPlan): Promise<boolean> {
    const key = JSON.stringify([plan.project, plan.command]);
    const before = this.answers()[key];
    if (before !== undefined) {
      return before;
    }
    const answer = await ask(plan, (await this.core.get().ownTestsIsolation()).description);
    if (answer !== undefined) {
      await this.memory.update(MEMORY_KEY, { ...this.answers(), [key]: answer });
    }
    return answer ?? false;
  }

  private answers(): Answers {
    return this.memory.get<Answers>(MEMORY_KEY, {});
  }
}

/** Undefined when the person gave no answer: then they are asked again at the next question. */
async function ask({ command, project, source }: TestPlan, isolation: string): Promise<boolean | undefined> {
  const [run, never] = [vscode.l10n.t('Run My Tests'), vscode.l10n.t('Do Not Run Them')];
  const detail = vscode.l10n.t(
    'Command: {0} (found in: {1})\nFolder: a copy of {2}\nWhat runs: {3}.\n\nYour answer is kept for this workspace and this command. "Reckon: Forget Consent to Run My Tests" takes it back.',
    command, source, project, isolation,
  );
  const choice = await vscode.window.showInformationMessage(vscode.l10n.t('May Reckon run your tests to check the answer?'), { modal: true, detail }, run, never);
  return choice === undefined ? undefined : choice === run;
}
