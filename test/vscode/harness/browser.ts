import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Root has no user namespace sandbox; the rest keeps the browser from talking to anyone but the server. */
const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `CHROMIUM_PATH` when set, else the first Chromium or Chrome on PATH. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string {
  const override = environment['CHROMIUM_PATH'];
  if (override !== undefined && override !== '') {
    return override;
  }
  const folders = (environment['PATH'] ?? '').split(':');
  const found = CHROMIUM_NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  if (found === undefined) {
    throw new Error('No Chromium found. Install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.');
  }
  return found;
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGUMENTS });
}
