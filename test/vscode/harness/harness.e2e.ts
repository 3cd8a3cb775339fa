import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkbench, type Workbench } from './workbench';

describe('the harness, on its fixture extension', () => {
  const workspaceFolder = mkdtempSync(join(tmpdir(), 'reckon-e2e-'));
  let workbench: Workbench;

  beforeAll(async () => {
    writeFileSync(join(workspaceFolder, 'letter.txt'), 'Dear reader,');
    workbench = await openWorkbench({
      extensionPath: join(import.meta.dirname, 'fixture'),
      workspaceFolder,
      theme: 'light',
      settings: { 'editor.minimap.enabled': false },
      environment: { HARNESS_FIXTURE_NAME: 'Ada' },
    });
  });

  afterAll(async () => {
    await workbench.dispose();
    rmSync(workspaceFolder, { recursive: true, force: true });
  });

  it('applies theme and settings', async () => {
    await workbench.page.locator('.monaco-workbench.vs:not(.vs-dark)').waitFor();
    await workbench.openFile('letter.txt');
    expect(await workbench.editor().locator('.minimap').isVisible()).toBe(false);
  });

  it('runs a command, and environment variables reach the extension host', async () => {
    await workbench.runCommand('Harness Fixture: Greet');
    await workbench.page.locator('.statusbar-item', { hasText: 'Hello Ada' }).waitFor();
  });

  it('shows ghost text and accepts it', async () => {
    // The fixture's provider is there once its command has run.
    await workbench.editor().locator('.view-lines').click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('x');
    await workbench.ghostText().first().waitFor();
    await workbench.screenshot('harness-ghost-text');
    await workbench.page.keyboard.press('Tab');
    await workbench.editor().getByText('Dear reader,x ghostly text').waitFor();
  });

  it('drives a webview view', async () => {
    await workbench.runCommand('View: Show Harness Fixture');
    const button = workbench.webviewFrame('reckon-tests.harness-fixture').locator('#count');
    await button.click();
    await button.click();
    expect(await button.textContent()).toBe('2');
    expect(existsSync(await workbench.screenshot('harness-webview'))).toBe(true);
  });
});
