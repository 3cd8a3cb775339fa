import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../harness/workbench';
import { ScriptedProvider } from '../support/scriptedProvider';

const SLUG = `/**
 * Turn a title into a slug: lower case, words joined by one dash, nothing else.
 *
 * @example slugify("Hello, World!") // => "hello-world"
 * @example slugify("  A  b ") // => "a-b"
 */
export function slugify(title: string): string {
}
`;
const fenced = (body: string): string => `\`\`\`typescript\n${body}\`\`\`\n`;
const WRONG = fenced('export function slugify(title: string): string {\n  return title.toLowerCase().replace(/ /g, "-");\n}\n');
const RIGHT = fenced('export function slugify(title: string): string {\n  return title\n    .toLowerCase()\n    .replace(/[^a-z0-9]+/g, "-")\n    .replace(/^-|-$/g, "");\n}\n');
const ALSO_RIGHT = fenced('export function slugify(title: string): string {\n  return (title.toLowerCase().match(/[a-z0-9]+/g) ?? []).join("-");\n}\n');

/** Where the edge between sidebar and editor is dragged to, in pixels from the left. */
const EDGES = { narrow: 230, usual: 348, wide: 640 } as const;

/** Pictures for people to look at, in every kind of theme and width; what a test can see of them is that nothing is cut off. */
describe.each<{ theme: NonNullable<WorkbenchOptions['theme']>; edge: keyof typeof EDGES }>([
  { theme: 'light', edge: 'usual' },
  { theme: 'dark', edge: 'narrow' },
  { theme: 'high-contrast', edge: 'usual' },
  { theme: 'high-contrast-light', edge: 'wide' },
])('the panel in $theme, $edge', ({ theme, edge }) => {
  const workspaceFolder = mkdtempSync(join(tmpdir(), 'reckon-looks-'));
  let provider: ScriptedProvider;
  let workbench: Workbench;
  let panel: FrameLocator;

  beforeAll(async () => {
    provider = await ScriptedProvider.start();
    writeFileSync(join(workspaceFolder, 'slug.ts'), SLUG);
    workbench = await openWorkbench({
      extensionPath: join(import.meta.dirname, '../../..'),
      workspaceFolder,
      theme,
      size: { width: 1280, height: 900 },
      settings: {
        'reckon.model': 'openai-compatible:scripted',
        'reckon.remote.endpoint': provider.endpoint,
        'reckon.inline.enabled': false,
        'editor.minimap.enabled': false,
      },
    });
    await workbench.runCommand('Reckon: Ask a Question');
    panel = workbench.webviewFrame('reckon.reckon');
    await panel.locator('.question-words').waitFor();
    await dragEdge(workbench, EDGES[edge]);
  });

  afterAll(async () => {
    await workbench.dispose();
    await provider.stop();
    rmSync(workspaceFolder, { recursive: true, force: true });
  });

  const expectNothingCutOff = async (): Promise<void> => {
    const { content, room } = await panel.locator('html').evaluate((page) => ({ content: page.scrollWidth, room: page.clientWidth }));
    expect(content).toBeLessThanOrEqual(room);
  };

  it('before a run', async () => {
    await panel.locator('.question-words').fill('A TypeScript function clamp(value, low, high). clamp(5, 0, 3) === 3 and clamp(-1, 0, 3) === 0');
    await panel.locator('.curve').waitFor();
    await expectNothingCutOff();
    const lettersHigh = await panel.locator('.curve text').evaluateAll((texts) => texts.map((text) => text.getBoundingClientRect().height));
    expect(Math.min(...lettersHigh)).toBeGreaterThan(READABLE_PIXELS);
    await workbench.screenshot(`looks-before-${theme}-${edge}`);
  });

  it('with an answer', async () => {
    provider.script([{ text: WRONG }, { text: RIGHT }, { text: WRONG }, { text: ALSO_RIGHT }, { text: RIGHT }]);
    await workbench.openFile('slug.ts');
    await workbench.runCommand('Reckon: Solve Selection');
    await panel.locator('.card.verified').waitFor();
    await expectNothingCutOff();
    await workbench.screenshot(`looks-verified-${theme}-${edge}`);
  });
});

/** Lower letters cannot be read, however narrow the sidebar is. */
const READABLE_PIXELS = 9;

async function dragEdge({ page }: Workbench, to: number): Promise<void> {
  const sidebar = await page.locator('.part.sidebar').boundingBox();
  if (sidebar === null) {
    throw new Error('The sidebar is not there.');
  }
  const y = sidebar.y + sidebar.height / 2;
  await page.mouse.move(sidebar.x + sidebar.width, y);
  await page.mouse.down();
  await page.mouse.move(to, y, { steps: 4 });
  await page.mouse.up();
}
