import type { LanguageModel, LoadProgress } from '../model';

export interface LoadDependencies {
  readonly model: LanguageModel;
  onLoadProgress?(progress: LoadProgress): void;
}

/** Seconds that loading took; null when it was cancelled. */
export async function loadModel({ model, onLoadProgress }: LoadDependencies, abortSignal: AbortSignal): Promise<number | null> {
  try {
    return await model.warmUp({ abortSignal, ...(onLoadProgress ? { onProgress: onLoadProgress } : {}) });
  } catch (error) {
    // Ctrl-C in a terminal reaches the engine too, which then seems to have crashed.
    if (abortSignal.aborted) {
      return null;
    }
    throw error;
  }
}
