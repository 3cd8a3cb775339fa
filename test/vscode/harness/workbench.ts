import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { createProfile, type Profile, type Settings } from './profile';
import { startSession, type Session } from './session';
import { workbenchAddress } from './workbenchAddress';

/** The first paint of a cold workbench on a slow, shared machine. */
const OPEN_LIMIT_MS = 90_000;
/** What a person would wait for one step of the workbench. */
const STEP_LIMIT_MS = 20_000;
/** One look at the command palette. */
const LOOK_MS = 2_000;
const SCREENSHOTS = join('out', 'screenshots');

const THEMES = {
  light: 'Light 2026',
  dark: 'Dark 2026',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

export interface WorkbenchOptions {
  /** Absolute folder of the extension under development. */
  readonly extensionPath: string;
  /** Absolute folder to open. */
  readonly workspaceFolder: string;
  readonly settings?: Settings;
  readonly theme?: keyof typeof THEMES;
  /** In CSS pixels; 1280 x 800 when left out. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Reaches the extension host, on top of this process's variables. */
  readonly environment?: Readonly<Record<string, string>>;
  /** On: the folder starts untrusted, as for a person who opens it for the first time. Off when left out. */
  readonly workspaceTrust?: boolean;
}

/** A real VS Code in a headless browser. Each one has a profile, a server and an extension host of its own. */
export class Workbench {
  constructor(
    readonly page: Page,
    private readonly session: Session,
    private readonly profile: Profile,
  ) {}

  /** Writes `out/screenshots/<name>.png` and returns its path. */
  async screenshot(name: string): Promise<string> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const path = join(SCREENSHOTS, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /** Runs a command by its full title, category included, from the command palette. */
  async runCommand(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    const deadline = Date.now() + STEP_LIMIT_MS;
    // The palette lists what was registered when it was opened: an extension host that starts meanwhile needs another look.
    for (let isFound = false; !isFound; ) {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('F1');
      await input.fill(`>${title}`);
      isFound = await isShown(row, Date.now() < deadline);
    }
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** Opens a file of the workspace by its name and puts the cursor into it. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.page.locator('.quick-input-widget input[type="text"]').fill(name);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
    await this.editor().locator('.view-lines').waitFor();
    await this.editor().locator('.view-lines').click();
  }

  editor(): ReturnType<Page['locator']> {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  /** Inline suggestion as it stands in the active editor. */
  ghostText(): ReturnType<Page['locator']> {
    return this.editor().locator('.ghost-text-decoration, .ghost-text-decoration-preview, .suggest-preview-text, .ghost-text');
  }

  /** The document inside a webview of the extension (`publisher.name`): an iframe in an iframe. */
  webviewFrame(extensionId: string): FrameLocator {
    return this.page
      .frameLocator(`iframe.webview[src*="extensionId=${extensionId}"]`)
      .frameLocator('iframe#active-frame');
  }

  /** What the server and the extension host printed; worth showing when a test fails. */
  serverOutput(): string {
    return this.session.server.output();
  }

  async dispose(): Promise<void> {
    try {
      await this.session.close();
    } finally {
      this.profile.dispose();
    }
  }
}

/** Whether an element comes up; the last time it is asked, one that does not is an error. */
async function isShown(element: Locator, mayAskAgain: boolean): Promise<boolean> {
  try {
    await element.waitFor({ timeout: LOOK_MS });
    return true;
  } catch (error) {
    if (mayAskAgain) {
      return false;
    }
    throw error;
  }
}

/** Opens a folder in a real VS Code with the extension under development and waits until it can be used. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { theme = 'dark', size = { width: 1280, height: 800 }, environment = {}, workspaceTrust = false } = options;
  const profile = createProfile({ 'workbench.colorTheme': THEMES[theme], ...options.settings });
  try {
    const session = await startSession({ ...profile, environment, workspaceTrust });
    try {
      const page = await session.browser.newPage({ viewport: size });
      page.setDefaultTimeout(STEP_LIMIT_MS);
      const { extensionPath, workspaceFolder: folder } = options;
      await page.goto(workbenchAddress(session.server, { extensionPath, folder }));
      await page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: OPEN_LIMIT_MS });
      return new Workbench(page, session, profile);
    } catch (error) {
      await session.close();
      throw error;
    }
  } catch (error) {
    profile.dispose();
    throw error;
  }
}
