import type { ModelReference, Trace } from '../../app';
import type { Language } from '../../verification/types';
import type { QuestionContext } from './question';
import type { RunView } from './runView';

/** The run that the panel shows, with what it was asked, which later questions and settings do not change. */
export interface ShownRun {
  readonly view: RunView;
  /** The code that it was asked about; null for words alone. */
  readonly context: QuestionContext | null;
  readonly model: ModelReference;
  readonly language: Language;
  /** Resolves when the run is over. It never rejects: a failure is part of the view. */
  readonly ended: Promise<void>;
  /** Ends what goes on. A run that is over stays as it is. */
  stop(): void;
  /** The run as it stands; null when it has not begun. */
  trace(): Trace | null;
}
