import type { JSX } from 'preact';
import type { FailureState } from '../../src/protocol';
import { Button } from '../components';

export const FAILURE_TITLE = 'Could not run';

/** What went wrong, and the next step as a button where there is one. */
export function FailureCard({ failure, onAction }: { readonly failure: FailureState; readonly onAction: () => void }): JSX.Element {
  return (
    <div class="card failure">
      <b class="verdict">✗ {FAILURE_TITLE}</b>
      <p>{failure.message}</p>
      {failure.hint !== null && <p class="dim">{failure.hint}</p>}
      {failure.action !== null && (
        <div class="actions">
          <Button primary onPress={onAction}>{failure.action.label}</Button>
        </div>
      )}
    </div>
  );
}
