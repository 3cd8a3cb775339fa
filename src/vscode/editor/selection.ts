import { basename } from 'node:path';
import * as vscode from 'vscode';
import { functionAt, importsOf, withoutRepeated } from '../../app';
import { ReckonError } from '../../base/errors';
import { dedent, languageOfEditor, placesOf, reindent, type QuestionContext } from '../panel/question';

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
  const range = wholeLines(document, selection.isEmpty ? await functionRange(document, selection.active, language) : selection);
  const original = document.getText(range);
  const { text, indent } = dedent(original.replaceAll('\r\n', '\n'));
  if (text.trim() === '') {
    throw new ReckonError('invalid-input', 'The selection is empty.', { hint: 'Select a function with its description, or put the cursor into one.' });
  }
  const imports = await importsOf(textAround(document, range), language);
  return {
    fileName: basename(document.fileName),
    savedPath: document.uri.scheme === 'file' && !document.isDirty ? document.uri.fsPath : null,
    source: document.uri.scheme === 'file' ? { path: document.uri.fsPath, text: document.getText() } : null,
    language,
    text: imports.length === 0 ? text : `${imports.join('\n')}\n\n\n${text}`,
    firstLine: range.start.line + 1,
    lastLine: range.end.line + 1,
    replaceWith: (code) => replace({ uri: document.uri, range, original, language, indent }, code),
  };
}

async function functionRange(document: vscode.TextDocument, at: vscode.Position, language: string): Promise<vscode.Range> {
  const found = await functionAt(document.getText(), language, document.offsetAt(at));
  if (found === null) {
    throw new ReckonError('function-not-found', 'The cursor is not in a function.', { hint: 'Put it into one, or select what is to be solved.' });
  }
  return new vscode.Range(document.positionAt(found.start), document.positionAt(found.end));
}

/** A range that begins or ends within a line means the whole line; one that ends before a line does not mean that line. */
function wholeLines(document: vscode.TextDocument, { start, end }: vscode.Range): vscode.Range {
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return new vscode.Range(start.line, 0, last, document.lineAt(last).range.end.character);
}

function textAround(document: vscode.TextDocument, range: vscode.Range): string {
  const text = document.getText();
  return text.slice(0, document.offsetAt(range.start)) + text.slice(document.offsetAt(range.end));
}

/** Whole lines of a document, as they were when the question was asked. */
interface Place {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
  readonly original: string;
  readonly language: string;
  readonly indent: string;
}

/** Replaces the lines where they are, or where they have moved to since. */
async function replace(place: Place, code: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(place.uri);
  const range = currentRange(document, place);
  const fresh = await withoutRepeated(code, textAround(document, range), place.language, dedent(place.original.replaceAll('\r\n', '\n')).text);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(place.uri, range, reindent(fresh.trimEnd(), place.indent));
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new ReckonError('invalid-input', `${basename(document.fileName)} cannot be changed.`, { hint: 'Copy the answer instead.' });
  }
  const editor = await vscode.window.showTextDocument(document);
  editor.revealRange(new vscode.Range(range.start, range.start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function currentRange(document: vscode.TextDocument, { range, original }: Place): vscode.Range {
  if (document.getText(range) === original) {
    return range;
  }
  const [start, another] = placesOf(original, document.getText());
  if (start === undefined || another !== undefined) {
    throw new ReckonError('invalid-input', `The selection in ${basename(document.fileName)} has changed since the question was asked.`, {
      hint: 'Copy the answer and put it where it belongs.',
    });
  }
  return new vscode.Range(document.positionAt(start), document.positionAt(start + original.length));
}
