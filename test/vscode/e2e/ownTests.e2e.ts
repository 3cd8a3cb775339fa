import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkbench, type Workbench } from '../harness/workbench';
import { ScriptedProvider } from '../support/scriptedProvider';

const PROJECT = {
  'package.json': JSON.stringify({ name: 'small', type: 'module', scripts: { test: 'node --test' } }),
  'grow.js': "/** Makes a number larger. */\nexport function grow(x) {\n  throw new Error('not yet');\n}\n\nexport const same = (x) => x;\n",
  'test/grow.test.js': "import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport { grow, same } from '../grow.js';\n\ntest('three becomes six', () => assert.equal(grow(3), 6));\ntest('same', () => assert.equal(same(3), 3));\n",
};
const fenced = (body: string): { readonly text: string } => ({ text: `\`\`\`javascript\nexport function grow(x) {\n  ${body}\n}\n\`\`\`\n` });
/** The tests run up to seven times on what may be a busy machine. */
const SOLVE_MS = 150_000;

describe('your own tests in a real VS Code, over a scripted server', () => {
  const workspaceFolder = mkdtempSync(join(tmpdir(), 'reckon-own-e2e-'));
  let provider: ScriptedProvider;
  let workbench: Workbench;
  let panel: FrameLocator;

  beforeAll(async () => {
    provider = await ScriptedProvider.start();
    mkdirSync(join(workspaceFolder, 'test'));
    Object.entries(PROJECT).forEach(([path, text]) => writeFileSync(join(workspaceFolder, path), text));
    workbench = await openWorkbench({
      extensionPath: join(import.meta.dirname, '../../..'),
      workspaceFolder,
      theme: 'dark',
      settings: {
        'reckon.model': 'openai-compatible:scripted',
        'reckon.remote.endpoint': provider.endpoint,
        'reckon.inline.enabled': false,
        'reckon.budget': 'thorough',
      },
    });
  });

  afterAll(async () => {
    await workbench.dispose();
    await provider.stop();
    rmSync(workspaceFolder, { recursive: true, force: true });
  });

  const dialog = (): ReturnType<Workbench['page']['locator']> => workbench.page.locator('.monaco-dialog-box');
  const solve = async (): Promise<void> => {
    provider.script([fenced('return x * x;'), fenced('return 2 * x;')]);
    await workbench.openFile('grow.js');
    await workbench.page.keyboard.press('Control+G');
    await workbench.page.keyboard.type('3:3');
    await workbench.page.keyboard.press('Enter');
    await workbench.runCommand('Reckon: Solve Selection');
    panel = workbench.webviewFrame('reckon.reckon');
  };

  it('judge the answer after consent to the very command', async () => {
    await solve();
    await dialog().waitFor();
    expect(await dialog().textContent()).toContain('Command: node --test (found in: the script "test" of package.json)');
    expect(await dialog().textContent()).toContain(`a copy of ${workspaceFolder}`);
    await workbench.screenshot('own-tests-consent-dark');
    await dialog().locator('.monaco-button', { hasText: 'Run My Tests' }).click();
    await panel.locator('.card.verified').waitFor({ timeout: SOLVE_MS });
    expect(await panel.locator('.card').textContent()).toContain('your tests passed: 2 of 2');
    expect(await panel.locator('.card code').textContent()).toContain('2 * x');
    expect(await panel.locator('thead th', { hasText: 'tests' }).count()).toBe(1);
    expect(await panel.locator('tr.selected .cell.passed').count()).toBe(1);
    await workbench.screenshot('own-tests-verified-dark');
  });

  it('ask again once the consent is taken back, and are left out without it', async () => {
    await workbench.runCommand('Reckon: Forget Consent to Run My Tests');
    await solve();
    await dialog().locator('.monaco-button', { hasText: 'Do Not Run Them' }).click();
    await panel.locator('.card.unverified').waitFor({ timeout: SOLVE_MS });
    expect(await panel.locator('.card').textContent()).not.toContain('your tests');
  });
});
