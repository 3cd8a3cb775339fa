import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkbench, type Workbench } from '../harness/workbench';
import { ScriptedProvider } from '../support/scriptedProvider';

const MEDIAN = `def median(values):
    """Return the median of values; raise ValueError when there are none.

    >>> median([3, 1, 2])
    2
    >>> median([1, 2, 3, 4])
    2.5
    """
`;
const fenced = (body: string): string => `\`\`\`python\n${body}\`\`\`\n`;
const WRONG = fenced('def median(values):\n    if not values:\n        raise ValueError("no values")\n    ordered = sorted(values)\n    return ordered[len(ordered) // 2]\n');
const RIGHT = fenced(`def median(values):
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
`);
const ALSO_RIGHT = fenced(`def median(values):
    import statistics
    if not values:
        raise ValueError("no values")
    return statistics.median(values)
`);

const repository = join(import.meta.dirname, '../../..');

describe('the panel in a real VS Code, over a scripted server', () => {
  const workspaceFolder = mkdtempSync(join(tmpdir(), 'reckon-panel-'));
  let provider: ScriptedProvider;
  let workbench: Workbench;
  let panel: FrameLocator;

  beforeAll(async () => {
    provider = await ScriptedProvider.start();
    writeFileSync(join(workspaceFolder, 'stats.py'), MEDIAN);
    workbench = await openWorkbench({
      extensionPath: repository,
      workspaceFolder,
      theme: 'dark',
      settings: {
        'reckon.model': 'openai-compatible:scripted',
        'reckon.remote.endpoint': provider.endpoint,
        'reckon.inline.enabled': false,
      },
    });
    await workbench.runCommand('Reckon: Ask a Question');
    panel = workbench.webviewFrame('reckon.reckon');
    await panel.locator('.question-words').waitFor();
  });

  afterAll(async () => {
    await workbench.dispose();
    await provider.stop();
    rmSync(workspaceFolder, { recursive: true, force: true });
  });

  it('shows the price of a question before it is asked, at every place of the slider', async () => {
    await panel.getByRole('textbox', { name: 'Question' }).fill('Write a Python function double(n) that returns twice n. double(4) == 8');
    await panel.locator('.chip', { hasText: '1 example' }).waitFor();
    await panel.locator('.forecast .big').first().waitFor();
    const balanced = await panel.locator('.forecast').textContent();
    await panel.locator('input[type=range]').fill('0');
    await panel.locator('.budget', { hasText: 'never more than 1\u00a0sample · 1,500\u00a0tokens' }).waitFor();
    expect(await panel.locator('.forecast').textContent()).not.toBe(balanced);
    await panel.locator('input[type=range]').fill('2');
    await panel.locator('.budget', { hasText: '16\u00a0samples' }).waitFor();
    await workbench.screenshot('panel-before-dark');
  });

  it('solves the function around the cursor, showing the run as it happens', async () => {
    provider.script([{ text: WRONG }, { text: RIGHT }, { text: ALSO_RIGHT, holdAfter: 60 }, { text: WRONG, holdAfter: 90 }, { text: RIGHT }]);
    await workbench.openFile('stats.py');
    await workbench.runCommand('Reckon: Solve Selection');
    await panel.locator('.timeline', { hasText: 'Fast answer' }).waitFor();
    await panel.locator('.cell.passed').nth(2).waitFor();
    await workbench.screenshot('panel-running-dark');
    provider.release();
    await panel.locator('.card.verified').waitFor();
    await workbench.screenshot('panel-verified-dark');
    expect(await panel.locator('.card').textContent()).toContain('your 2 examples pass');
    expect(await panel.locator('tr.selected').count()).toBe(1);
  });

  it('puts the answer in the place of the function', async () => {
    await panel.locator('vscode-button', { hasText: 'Replace selection' }).click();
    await workbench.editor().getByText('ordered = sorted(values)').waitFor();
    // The person's own words and examples stay.
    await workbench.editor().getByText('Return the median of values').waitFor();
    await workbench.screenshot('panel-inserted-dark');
  });

  it('says plainly what could not be verified', async () => {
    provider.script([{ text: WRONG }]);
    await workbench.openFile('stats.py');
    await workbench.page.keyboard.press('Control+Z');
    await workbench.runCommand('Reckon: Solve Selection');
    await panel.locator('.card.unverified').waitFor({ timeout: 60_000 });
    expect(await panel.locator('.card').textContent()).toContain('median([1, 2, 3, 4]) == 2.5: gave 3, should be 2.5');
    await workbench.screenshot('panel-unverified-dark');
  });

  it('thinks harder about it when asked, with what was drawn before', async () => {
    provider.script([{ text: RIGHT }]);
    await panel.locator('vscode-button', { hasText: 'Think harder' }).click();
    await panel.locator('.card.verified').waitFor({ timeout: 60_000 });
    await panel.locator('details.steps summary').click();
    expect(await panel.locator('.timeline li').first().textContent()).toContain('What was drawn before: 0 of');
    // That was the highest place of the slider.
    expect(await panel.locator('vscode-button', { hasText: 'Think harder' }).count()).toBe(0);
    await workbench.screenshot('panel-harder-dark');
  });

  it('stops when it is told to', async () => {
    provider.script([{ text: WRONG, holdAfter: 40 }]);
    await workbench.runCommand('Reckon: Solve Selection');
    await panel.locator('.writing pre', { hasText: 'def median' }).waitFor();
    await panel.locator('vscode-button', { hasText: 'Stop' }).click();
    await panel.locator('.card.abstained').waitFor();
    await workbench.screenshot('panel-stopped-dark');
  });

  it('shows a failure with the next step', async () => {
    provider.script([{ text: '', status: 401 }]);
    await workbench.runCommand('Reckon: Solve Selection');
    await panel.locator('.card.failure').waitFor();
    await panel.locator('vscode-button', { hasText: 'Set the key' }).waitFor();
    await workbench.screenshot('panel-failure-dark');
  });
});
