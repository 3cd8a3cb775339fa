import * as vscode from 'vscode';
import { ReckonError } from '../../base/errors';

/** Puts code in the place of what is selected in the active editor, else in a visible one; without any, into a new document. */
export async function insertAtCursor(code: string, languageId: string): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (editor === undefined) {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: code, language: languageId }));
    return;
  }
  const isDone = await editor.edit((edit) => edit.replace(editor.selection, code));
  if (!isDone) {
    throw new ReckonError('invalid-input', 'The editor cannot be changed.', { hint: 'Copy the answer instead.' });
  }
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}
