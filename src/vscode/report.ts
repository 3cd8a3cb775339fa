import * as vscode from 'vscode';
import { ReckonError } from '../base/errors';

/** Shows a failure where the panel has no room for it. A cancel was the person's own wish and is not shown. */
export function reportTo(log: vscode.LogOutputChannel): (error: unknown) => void {
  return (error) => {
    if (ReckonError.is(error, 'cancelled')) {
      return;
    }
    if (ReckonError.is(error)) {
      log.warn(`${error.code}: ${error.message}`);
      void vscode.window.showErrorMessage([error.message, error.hint].filter((part) => part !== undefined).join(' '));
      return;
    }
    log.error(error instanceof Error ? error : String(error));
    const showLog = vscode.l10n.t('Show Log');
    void vscode.window.showErrorMessage(vscode.l10n.t('Something went wrong inside Reckon. The log has the details.'), showLog).then((choice) => {
      if (choice === showLog) {
        log.show();
      }
    });
  };
}
