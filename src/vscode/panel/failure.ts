import { ReckonError, type ErrorCode } from '../../base/errors';
import type { FailureState } from '../../protocol';

type Action = NonNullable<FailureState['action']>;

const TRY_AGAIN: Action = { id: 'try-again', label: 'Try again' };
const OPEN_SETTINGS: Action = { id: 'open-settings', label: 'Open the settings' };

/** The next step that a button can do for the person. */
const ACTIONS: Partial<Record<ErrorCode, Action>> = {
  'model-missing': { id: 'download-model', label: 'Download the model' },
  'model-corrupt': { id: 'download-model', label: 'Download the model again' },
  'budget-exceeded': OPEN_SETTINGS,
  'unknown-model': OPEN_SETTINGS,
  'unsupported-model': OPEN_SETTINGS,
  network: OPEN_SETTINGS,
  'remote-failed': { id: 'set-key', label: 'Set the key' },
  'engine-crashed': TRY_AGAIN,
  'sandbox-failed': TRY_AGAIN,
};

/** An error as the panel shows it. What is not an expected failure is a bug, and says where to look. */
export function failureOf(error: unknown): FailureState {
  if (ReckonError.is(error)) {
    return { message: error.message, hint: error.hint ?? null, action: ACTIONS[error.code] ?? null };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { message: `Something went wrong inside Reckon: ${message}`, hint: 'The log has the details: run "Reckon: Show Log".', action: TRY_AGAIN };
}
