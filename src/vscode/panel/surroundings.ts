import type { ModelReference, Reckon, SolveOwnTests } from '../../app';
import type { Clock } from '../../base/clock';
import type { BudgetLevel, ComputeBudget } from '../../budget/types';
import type { CodeTask, Language } from '../../verification/types';
import type { QuestionContext } from './question';

/** What the panel needs of the editor around it. */
export interface PanelSurroundings {
  readonly clock: Clock;
  reckon(): Reckon;
  model(): ModelReference;
  /** Models that a run may go on with, in their order. */
  furtherModels(): readonly ModelReference[];
  /** Where the slider stands until it is moved. */
  defaultLevel(): BudgetLevel;
  /** Limits that hold wherever the slider stands. @throws ReckonError for a setting that is none */
  limits(): ComputeBudget;
  editorLanguage(): Language | undefined;
  /** Why nothing may run here; null when it may. */
  blocked(): string | null;
  /** The project's tests that shall judge answers about a saved file, asking the person where that has to be; null when none shall. */
  ownTests(task: CodeTask, savedPath: string): Promise<SolveOwnTests | null>;
  /** The task with what the model is shown of the project around the code; as it was where that is nothing. */
  withContext(task: CodeTask, context: QuestionContext, level: BudgetLevel): Promise<CodeTask>;
  /** Puts code of a language where the cursor is. */
  insert(code: string, language: Language): Promise<void>;
  copy(code: string): Promise<void>;
  chooseModel(): Promise<void>;
  downloadModel(id: string): Promise<void>;
  setKey(): Promise<void>;
  openSettings(): Promise<void>;
  /** Told when the answer can, or can no longer, be gone on with. */
  onHarderChanged(isPossible: boolean): void;
  /** Told when a run begins and ends, with the tokens it used. */
  onRunChanged(run: { readonly isActive: boolean; readonly tokens: number }): void;
  /** A failure of an action that the panel has no room for. */
  report(error: unknown): void;
  log(line: string): void;
}
