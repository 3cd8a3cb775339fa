import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { localTime } from '../../../src/base/localTime';
import { Ledger } from '../../../src/budget/ledger';
import { callEntry, runEntry } from '../../support/ledgerEntries';
import { openWorkbench, type Workbench } from '../harness/workbench';

/** A page of Markdown is a frame within a frame, which a busy machine takes its time to fill. */
const PAGE_MS = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'reckon-ledger-'));
let workbench: Workbench;
beforeAll(async () => {
  const ledger = new Ledger(join(folder, 'home/ledger'));
  const time = localTime(new Date());
  await ledger.append(callEntry({ time, model: 'qwen2.5-coder-0.5b', workspace: '/projects/parts_of_it', joules: 240, energySource: 'modelled', promptTokens: 1200, completionTokens: 340 }));
  await ledger.append(callEntry({ time, model: 'far', location: 'remote', workspace: null, purpose: 'complete', dollars: null, promptTokens: 0, completionTokens: 0, forfeitedTokens: 900 }));
  await ledger.append(runEntry({ time, workspace: '/projects/parts_of_it' }));
  writeFileSync(join(folder, 'notes.py'), '');
  workbench = await openWorkbench({
    extensionPath: join(import.meta.dirname, '../../..'),
    workspaceFolder: folder,
    theme: 'light',
    settings: { 'reckon.inline.enabled': false },
    environment: { RECKON_HOME: join(folder, 'home') },
  });
});
afterAll(async () => {
  await workbench.dispose();
  rmSync(folder, { recursive: true, force: true });
});

it('the ledger is a page with a table for each way to sum it up', async () => {
  await workbench.runCommand('Reckon: Show Ledger');
  const page = workbench.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  await page.locator('h1', { hasText: 'What Reckon used' }).waitFor({ timeout: PAGE_MS });
  await workbench.screenshot('ledger-light');
  expect(await page.locator('h2').allTextContents()).toEqual(['By day', 'By model', 'By folder', 'By purpose']);
  expect(await page.locator('tr', { hasText: '/projects/parts_of_it' }).textContent()).toMatch(/1,540.*340.*240 J modelled.*no charge.*1 of 1/s);
  expect(await page.locator('p', { hasText: 'Today:' }).textContent()).toBe('Today: at most 2,440 tokens, 2.0 s, 240 J modelled (1 call unknown), no charge (1 call unknown)');
});
