import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../harness/workbench';

describe('the panel where it cannot run', () => {
  let folder: string;
  let workbench: Workbench | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reckon-refusals-'));
    writeFileSync(join(folder, 'double.py'), 'def double(n):\n    """Twice n.\n\n    >>> double(4)\n    8\n    """\n');
  });
  afterEach(async () => {
    await workbench?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (options: Partial<WorkbenchOptions>): Promise<Workbench> => {
    workbench = await openWorkbench({ extensionPath: join(import.meta.dirname, '../../..'), workspaceFolder: folder, ...options });
    return workbench;
  };

  it('offers the download when the model is not there', async () => {
    const shown = await open({ environment: { RECKON_HOME: join(folder, 'home') }, settings: { 'reckon.inline.enabled': false } });
    await shown.openFile('double.py');
    await shown.runCommand('Reckon: Solve Selection');
    const panel = shown.webviewFrame('reckon.reckon');
    await panel.locator('.card.failure').waitFor();
    await panel.locator('vscode-button', { hasText: 'Download the model' }).waitFor();
    expect(await panel.locator('.card').textContent()).toContain('qwen2.5-coder-0.5b');
    await shown.screenshot('panel-model-missing-dark');
  });

  it('runs nothing in a folder that is not trusted', async () => {
    const shown = await open({ workspaceTrust: true });
    await shown.runCommand('Reckon: Ask a Question');
    const panel = shown.webviewFrame('reckon.reckon');
    await panel.locator('.question-words').fill('A Python function double(n). double(4) == 8');
    await panel.locator('[role=alert]', { hasText: 'not trusted' }).waitFor();
    await panel.locator('.chip', { hasText: '1 example' }).waitFor();
    expect(await panel.locator('vscode-button', { hasText: 'Solve' }).getAttribute('disabled')).not.toBeNull();
    await shown.screenshot('panel-untrusted-dark');
  });
});
