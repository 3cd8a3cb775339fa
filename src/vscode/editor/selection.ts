import { basename } from 'node:path';
import * as vscode from 'vscode';
import { functionAt, importsOf, withoutRepeated } from '../../app';
import { ReckonError } from '../../base/errors';
import { dedent, languageOfEditor, reindent, type QuestionContext } from '../panel/question';

/**
 * What the editor's selection asks: the selected text, or the function around the cursor; with the imports of the
 * file, which the answer may use and which do not come back when it takes its place.
 * @throws ReckonError that says what to select, when there is nothing to solve.
 */
export async function contextOfSelection(editor: vscode.TextEditor | undefined): Promise<QuestionContext> {
  if (editor === undefined) {
    throw new ReckonError('invalid-input', 'No editor is open.', { hint: 'Open a file and select a function with its description.' });
  }
  const { document, selection } = editor;
  const language = languageOfEditor(document.languageId);
  if (language === undefined) {
    throw new ReckonError('unsupported-language', `Reckon cannot run ${document.languageId} yet.`, { hint: 'Select a function in Python, TypeScript or JavaScript.' });
  }
  const range = selection.isEmpty ? await functionRange(document, selection.active, language) : wholeLines(document, selection);
  const original = document.getText(range);
  const { text, indent } = dedent(withStartIndent(document, range, original));
  if (text.trim() === '') {
    throw new ReckonError('invalid-input', 'The selection is empty.', { hint: 'Select a function with its description, or put the cursor into one.' });
  }
  const imports = await importsOf(textAround(document, range), language);
  return {
    fileName: basename(document.fileName),
    language,
    text: imports.length === 0 ? text : `${imports.join('\n')}\n\n\n${text}`,
    firstLine: range.start.line + 1,
    lastLine: range.end.line + 1,
    replaceWith: async (code) => {
      const fresh = await withoutRepeated(code, textAround(document, range), language);
      await replace(document.uri, range, original, reindent(fresh.trimEnd(), indent));
    },
  };
}

async function functionRange(document: vscode.TextDocument, at: vscode.Position, language: string): Promise<vscode.Range> {
  const found = await functionAt(document.getText(), language, document.offsetAt(at));
  if (found === null) {
    throw new ReckonError('function-not-found', 'The cursor is not in a function.', { hint: 'Put it into one, or select what is to be solved.' });
  }
  return new vscode.Range(document.positionAt(found.start), document.positionAt(found.end));
}

function textAround(document: vscode.TextDocument, range: vscode.Range): string {
  const text = document.getText();
  return text.slice(0, document.offsetAt(range.start)) + text.slice(document.offsetAt(range.end));
}

/** A selection that begins or ends within a line means the whole line; one that ends before a line does not mean that line. */
function wholeLines(document: vscode.TextDocument, selection: vscode.Selection): vscode.Range {
  const last = selection.end.character === 0 && selection.end.line > selection.start.line ? selection.end.line - 1 : selection.end.line;
  return new vscode.Range(selection.start.line, 0, last, document.lineAt(last).range.end.character);
}

/** A range may begin after its line's indentation; the first line gets it back, so that all lines share it. */
function withStartIndent(document: vscode.TextDocument, { start }: vscode.Range, text: string): string {
  return document.lineAt(start.line).text.slice(0, start.character) + text;
}

/** Replaces the text where it is, or where it has moved to since. */
async function replace(uri: vscode.Uri, range: vscode.Range, original: string, code: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const place = currentPlace(document, range, original);
  const edit = new vscode.WorkspaceEdit();
  const start = new vscode.Position(place.start.line, 0);
  edit.replace(uri, new vscode.Range(start, place.end), code);
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new ReckonError('invalid-input', `${basename(document.fileName)} cannot be changed.`, { hint: 'Copy the answer instead.' });
  }
  const editor = await vscode.window.showTextDocument(document);
  editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function currentPlace(document: vscode.TextDocument, range: vscode.Range, original: string): vscode.Range {
  if (document.getText(range) === original) {
    return range;
  }
  const text = document.getText();
  const at = text.indexOf(original);
  if (at < 0 || text.indexOf(original, at + 1) >= 0) {
    throw new ReckonError('invalid-input', `The selection in ${basename(document.fileName)} has changed since the question was asked.`, {
      hint: 'Copy the answer and put it where it belongs.',
    });
  }
  return new vscode.Range(document.positionAt(at), document.positionAt(at + original.length));
}
