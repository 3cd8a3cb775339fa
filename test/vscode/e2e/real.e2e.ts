import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkbench, type Workbench } from '../harness/workbench';

const TOTALS = `from typing import List


def running_total(numbers: List[int]) -> List[int]:
    """Return the running totals of the numbers.

    >>> running_total([1, 2, 3])
    [1, 3, 6]
    >>> running_total([])
    []
    """
`;
const CIRCLE = `import math


def area(radius):
    """Return the area of a circle with this radius."""
    return math.pi *

print(area(2))
`;
/** Reading the weights for the first time takes seconds, and the machine may be busy. */
const SOLVE_MS = 150_000;
/** An editor that saves by itself does so after a second. */
const SAVED_MS = 15_000;

describe('real weights in a real VS Code', () => {
  const workspaceFolder = mkdtempSync(join(tmpdir(), 'reckon-real-'));
  let workbench: Workbench;
  let panel: FrameLocator;

  beforeAll(async () => {
    writeFileSync(join(workspaceFolder, 'totals.py'), TOTALS);
    writeFileSync(join(workspaceFolder, 'circle.py'), CIRCLE);
    workbench = await openWorkbench({
      extensionPath: join(import.meta.dirname, '../../..'),
      workspaceFolder,
      theme: 'light',
      settings: { 'reckon.budget': 'quick', 'editor.minimap.enabled': false },
    });
  });

  afterAll(async () => {
    await workbench.dispose();
    rmSync(workspaceFolder, { recursive: true, force: true });
  });

  // The editor draws blanks in ways of its own.
  const letters = (text: string): string => text.replaceAll(/[\s\u00b7]/g, '');
  const editorLetters = async (): Promise<string> => letters((await workbench.editor().locator('.view-lines').textContent()) ?? '');

  it('solve and verify the function around the cursor', async () => {
    await workbench.openFile('totals.py');
    await workbench.runCommand('Reckon: Solve Selection');
    panel = workbench.webviewFrame('reckon.reckon');
    await panel.locator('.card').waitFor({ timeout: SOLVE_MS });
    await workbench.screenshot('real-verified-light');
    expect(await panel.locator('.card').textContent()).toContain('Verified');
    expect(await panel.locator('.card').textContent()).toContain('your 2 examples pass');
    expect(await panel.locator('.spent').textContent()).toMatch(/tokens · .* s · .*(modelled|measured) · no charge/);
    await panel.locator('vscode-button', { hasText: 'Replace selection' }).click();
    // The served editor saves by itself. What the file imports already stays as it is.
    const saved = (): string => readFileSync(join(workspaceFolder, 'totals.py'), 'utf8');
    await expect.poll(saved, { timeout: SAVED_MS }).toMatch(/^from typing import List\n\n\ndef running_total\(.*:\n    """Return the running totals[^]+\n    return /);
    expect(saved().match(/import List/g)).toHaveLength(1);
  });

  it('suggest the rest of a line as ghost text, which Tab accepts', async () => {
    await workbench.openFile('circle.py');
    // The extension wakes up with the first file of a language.
    await workbench.page.locator('.statusbar-item', { hasText: 'Reckon' }).waitFor();
    await workbench.page.keyboard.press('Control+G');
    await workbench.page.keyboard.type('6:21');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.type(' ');
    await workbench.ghostText().first().waitFor({ timeout: SOLVE_MS });
    await workbench.screenshot('real-ghost-text-light');
    await workbench.page.keyboard.press('Tab');
    await expect.poll(editorLetters).toMatch(/returnmath\.pi\*radius/);
  });
});
