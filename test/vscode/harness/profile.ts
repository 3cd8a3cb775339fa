import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Settings = Readonly<Record<string, unknown>>;

/** What would make a run depend on the day or the network, or cover the picture. */
const QUIET: Settings = {
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  // Tests may work with the person's own models, and write nothing into the person's own ledger.
  'reckon.ledger.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** A user's folders, made for one run and removed after it. */
export interface Profile {
  readonly userData: string;
  readonly extensions: string;
  dispose(): void;
}

/** Settings lie where both the desktop and the server read them: `<userData>/User/settings.json`. */
export function createProfile(settings: Settings = {}): Profile {
  const root = mkdtempSync(join(tmpdir(), 'reckon-vscode-'));
  const userData = join(root, 'data');
  const extensions = join(root, 'extensions');
  mkdirSync(join(userData, 'User'), { recursive: true });
  mkdirSync(extensions);
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify({ ...QUIET, ...settings }, null, 2));
  return { userData, extensions, dispose: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }) };
}
