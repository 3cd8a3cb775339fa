import * as vscode from 'vscode';
import { BUDGET_LEVELS, htmlReport, markdownReport, MAX_TRACE_BYTES, readTrace, type Reckon, type Trace } from '../app';
import { ReckonError } from '../base/errors';
import { plural } from '../base/format';
import type { PanelSession } from './panel/session';

/** Writes the panel's run to a file: whole, or as a report, by the file's ending. */
export async function exportTrace(session: PanelSession): Promise<void> {
  const trace = requireTrace(session);
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Reckon: Export Trace'),
    filters: { [vscode.l10n.t('Trace')]: ['json'], [vscode.l10n.t('Web page')]: ['html'], Markdown: ['md'] },
  });
  if (target) {
    await vscode.workspace.fs.writeFile(target, Buffer.from(written(trace, target.path)));
  }
}

/** Shows a recorded run in the panel. */
export async function openTrace(session: PanelSession): Promise<void> {
  const [file] = (await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Reckon: Open Trace'),
    canSelectMany: false,
    filters: { [vscode.l10n.t('Trace')]: ['json'], [vscode.l10n.t('All files')]: ['*'] },
  })) ?? [];
  if (file) {
    await session.showTrace(await readTraceFile(file));
  }
}

/** Shows in the panel what another budget would have done with the samples of its run. */
export async function replayTraceAt(session: PanelSession, reckon: Reckon): Promise<void> {
  const trace = requireTrace(session);
  const level = await vscode.window.showQuickPick(BUDGET_LEVELS, { title: vscode.l10n.t('Reckon: What would another budget have done?') });
  if (level === undefined) {
    return;
  }
  const replay = await reckon.replayTrace({ trace, level: level as (typeof BUDGET_LEVELS)[number] });
  await session.showReplay(trace, replay);
  if (replay.recordEnd !== null) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The record ends after {0}: {1}. From there on nothing is known.', plural(replay.recordEnd.samples, 'sample'), replay.recordEnd.reason));
  }
}

function requireTrace(session: PanelSession): Trace {
  const trace = session.trace();
  if (trace === null) {
    throw new ReckonError('invalid-input', vscode.l10n.t('There is no run in the panel yet.'), { hint: vscode.l10n.t('Solve something, or open a trace.') });
  }
  return trace;
}

async function readTraceFile(file: vscode.Uri): Promise<Trace> {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > MAX_TRACE_BYTES) {
    throw new ReckonError('invalid-input', vscode.l10n.t('{0} is too long for a trace of a run.', name));
  }
  return readTrace(Buffer.from(await vscode.workspace.fs.readFile(file)).toString('utf8'), name);
}

function written(trace: Trace, path: string): string {
  if (/\.html?$/i.test(path)) {
    return htmlReport(trace);
  }
  return /\.md$/i.test(path) ? markdownReport(trace) : `${JSON.stringify(trace, null, 2)}\n`;
}
