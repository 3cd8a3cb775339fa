import { existsSync } from 'node:fs';
import { need, run, step } from './shell.mjs';

/** What the tests use beyond Node, by Debian's names. */
const PACKAGES = [
  // The wrapper in which sandboxes run at the level "isolated".
  'bubblewrap',
  // The browser in which the served VS Code is seen.
  'chromium',
  // What the served VS Code's native modules are built with.
  'g++', 'libkrb5-dev', 'libsecret-1-dev', 'make', 'pkg-config', 'python3',
  // Model files come as Python packages where the model hub cannot be reached.
  'python3-pip',
  // pytest for the tests of people's own tests is installed apart from the system.
  'python3-venv',
];

/** Installs what is missing when allowed to; otherwise says in one sentence what to install. */
export async function ensureSystemPackages() {
  if (process.platform !== 'linux') {
    return;
  }
  const isDebian = existsSync('/usr/bin/dpkg-query') && existsSync('/usr/bin/apt-get');
  if (!isDebian) {
    console.log(`Not a Debian system: the tests need what Debian calls ${PACKAGES.join(', ')}.`);
    return;
  }
  const missing = await missingPackages();
  if (missing.length === 0) {
    return;
  }
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    throw new Error(`The tests need Debian packages that are missing. Install them first: sudo ${command}`);
  }
  await step(`Installing Debian packages ${missing.join(', ')}`, async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await need('Updating the package lists', 'apt-get', ['update', '-q'], { env });
    await need('Installing Debian packages', 'apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing], { env });
  });
}

async function missingPackages() {
  const { output } = await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Abbrev}\n', ...PACKAGES]);
  const installed = new Set([...output.matchAll(/^(\S+) ii/gm)].map(([, name]) => name));
  return PACKAGES.filter((name) => !installed.has(name));
}
