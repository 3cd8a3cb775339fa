import type { ModelProfile } from '../../budget';
import type { LanguageModel, LoadProgress, Usage } from '../../model';

/** A model that a run may go on with. It is made and loaded only when the policy chooses it. */
export interface FurtherModel {
  readonly profile: ModelProfile;
  /** Resolves when it can answer at once. @throws ReckonError what it fails with, or `cancelled` */
  load(options: { readonly abortSignal: AbortSignal; onProgress?(progress: LoadProgress): void }): Promise<LanguageModel>;
  /** What each of its calls took, for the measured rates. */
  onUsage?(usage: Usage, samples: number): void;
}

/** The models that a run may go on with when the first one is not enough, in the order in which they may be asked. */
export interface Escalation {
  readonly first: ModelProfile;
  readonly models: readonly FurtherModel[];
}
